"""Build what students get, release/, with nbgrader: `python -m tools.release [slug ...]`.

    source/03_pool/03_pool.ipynb ── nbgrader generate_assignment ── release/03_pool/03_pool.ipynb

nbgrader works in a scratch course with a database of its own: the committed release depends on
the source and the configuration alone, and a second run changes no byte. `--check` writes nothing
and says whether release/ is what the sources make.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat

from course.topics import Topic, UnknownTopic, present_topics, topic

ROOT = Path(__file__).resolve().parent.parent

# nbgrader takes these out. One that is still there means that a cell's metadata is wrong.
_SECRETS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "autograder")
# nbgrader needs two seconds. Lower and a busy machine fails the build.
_DEADLINE = 300


class ReleaseError(Exception):
    """A topic cannot be released; the message says why and what to do."""


def release(of: Topic, root: Path, course: Path) -> dict[str, bytes]:
    """What students get of a topic, by file name. `course` is an empty folder to work in.

    Raises ReleaseError if the notebook isn't built, if nbgrader refuses it, or if something that
    students must not see would be left in it.
    """
    source = root / "source" / of.slug
    if not (source / f"{of.slug}.ipynb").is_file():
        raise ReleaseError(f"source/{of.slug}/{of.slug}.ipynb is not built: run `make notebooks`")
    # With the modules that a run left beside it, solutions all: nbgrader_config.py ignores them.
    shutil.copytree(source, course / "source" / of.slug)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    _generate(of, course)
    built = course / "release" / of.slug
    files = {
        str(path.relative_to(built)): path.read_bytes()
        for path in sorted(built.rglob("*"))
        if path.is_file()
    }
    _check(of, files)
    return files


def _generate(of: Topic, course: Path) -> None:
    # nbgrader looks for `alembic` on the PATH, and for our preprocessors on Python's.
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_DIR": str(course / "no-config-of-the-author"),
    }
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", of.slug]
    options = ["--force", "--create", f"--course-dir={course}", f"--db=sqlite:///{course}/book.db"]
    done = subprocess.run(
        [*command, *options],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_DEADLINE,
        check=False,
    )
    if done.returncode != 0:
        raise ReleaseError(f"nbgrader refuses {of.slug}:\n{done.stderr.strip()}")


def _check(of: Topic, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        left = [secret for secret in _SECRETS if secret.encode() in data]
        if left or name.endswith(".py"):
            raise ReleaseError(
                f"release/{of.slug}/{name} would show {' and '.join(left) or 'a module'}: "
                f"nothing was released. Is the cell's metadata as tools/notebooks.py makes it?"
            )
    notebook = nbformat.reads(files[f"{of.slug}.ipynb"].decode(), as_version=4)
    if any(cell.get("outputs") for cell in notebook.cells):
        raise ReleaseError(f"release/{of.slug}/{of.slug}.ipynb would hold outputs")


def stored(folder: Path) -> dict[str, bytes]:
    """The files of a released topic as they are; what a notebook's run left there is none."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }


def store(files: dict[str, bytes], folder: Path) -> None:
    """Put exactly these files into the folder."""
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as scratch:
        new = Path(scratch, "new")
        for name, data in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.release", description="Build the students' notebooks with nbgrader."
    )
    parser.add_argument("slugs", nargs="*", metavar="slug", help="which topics; default: all")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    given = parser.parse_args(arguments)
    try:
        topics = [topic(slug) for slug in given.slugs] or list(present_topics(root))
    except UnknownTopic as error:
        parser.error(str(error))
    failed = [each for each in topics if not _one(each, root, check=given.check)]
    return 1 if failed else 0


def _one(of: Topic, root: Path, *, check: bool) -> bool:
    """Release one topic, and tell how it went."""
    folder = root / "release" / of.slug
    try:
        with tempfile.TemporaryDirectory(prefix="release-") as course:
            files = release(of, root, Path(course))
    except ReleaseError as error:
        print(f"{error}\n", file=sys.stderr)
        return False
    if stored(folder) == files:
        print(f"release/{of.slug} is up to date")
        return True
    if check:
        print(
            f"release/{of.slug} is not what its source makes: run `make release`", file=sys.stderr
        )
        return False
    folder.parent.mkdir(exist_ok=True)
    store(files, folder)
    print(f"release/{of.slug} written")
    return True


if __name__ == "__main__":
    sys.exit(main())
