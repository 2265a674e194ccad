"""The kit that students get, one zip: `make kit`.

    multiprocessing-course-0.1.0/
        BEGIN.md            how to begin on Linux, macOS and Windows
        notebooks/          what release/ has
        requirements.txt    the students' packages, exact and with hashes, and the wheel below
        environment.yml     the same for conda
        multiprocessing_course-0.1.0-py3-none-any.whl    the package `course`, and nothing else

The same sources give the same bytes. A notebook that still has a solution or a hidden test in it
stops the kit: that is a build that went wrong, and nobody should get it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from string import Template

from course.record import FILE

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "tools" / "student"
# nbgrader takes these out of what it releases; one left means that it did not run.
FORBIDDEN = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "import autograder", "__import__(")
NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can hold: where the sources are in no repository."""


class KitError(Exception):
    """The kit could not be made; the words say why and what to do."""


@dataclass(frozen=True)
class Wheel:
    """A built wheel: its file's name, and its bytes."""

    name: str
    data: bytes

    @property
    def version(self) -> str:
        return self.name.split("-")[1]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def student_wheel(root: Path = ROOT) -> Wheel:
    """Build the wheel that has `course` alone."""
    environ = {name: value for name, value in os.environ.items() if name != "COURSE_BUILD"}
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        done = subprocess.run(
            build, cwd=root, env=environ, capture_output=True, text=True, timeout=120, check=False
        )
        built = sorted(Path(folder).glob("*.whl"))
        if done.returncode or len(built) != 1:
            raise KitError(f"The wheel could not be built:\n{done.stderr}")
        return Wheel(built[0].name, built[0].read_bytes())


def notebooks(release: Path) -> dict[str, bytes]:
    """The files of `release`, by their place in the kit; without what running a notebook leaves."""
    files = {}
    for path in sorted(release.rglob("*")):
        inside = path.relative_to(release)
        if path.is_file() and not is_left_by_a_run(inside):
            files[f"notebooks/{inside.as_posix()}"] = path.read_bytes()
    if not any(name.endswith(".ipynb") for name in files):
        raise KitError(f"There is no notebook in {release}: build them with `make release`.")
    for name, data in files.items():
        for word in FORBIDDEN:
            if word.encode() in data:
                raise KitError(
                    f"{name} has {word!r} in it, which students must not get. "
                    "Build it again with `make release`, and never edit release/ by hand."
                )
    return files


def is_left_by_a_run(inside: Path) -> bool:
    """Whether a file is somebody's module, record of progress or checkpoint, or is hidden.

    `inside` is its place in the release: in which folder the project lies says nothing.
    """
    hidden = any(part == "__pycache__" or part.startswith(".") for part in inside.parts)
    return hidden or inside.suffix == ".py" or inside.name.startswith(Path(FILE).stem)


def date_of(folder: Path) -> tuple[int, int, int, int, int, int]:
    """When the sources were last committed: year to second, UTC. Equal sources make equal kits.

    SOURCE_DATE_EPOCH, seconds since 1970, has precedence, as in every reproducible build.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given.isdigit():
        asked = ["git", "-C", str(folder), "log", "-1", "--format=%ct"]
        try:
            done = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return NO_DATE
        given = done.stdout.strip()
    if not given.isdigit():
        return NO_DATE
    at = time.gmtime(int(given))
    return max(NO_DATE, (at.tm_year, at.tm_mon, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec))


def contents(wheel: Wheel, release: Path) -> dict[str, bytes]:
    """Every file of the kit by its place in it."""
    words = {"version": wheel.version, "wheel": wheel.name}
    files = notebooks(release)
    for name in ("BEGIN.md", "environment.yml"):
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        files[name] = Template(text).substitute(words).encode()
    requirements = (TEMPLATES / "requirements.txt").read_text(encoding="utf-8")
    requirements += f"./{wheel.name} \\\n    --hash=sha256:{wheel.sha256}\n"
    files["requirements.txt"] = requirements.encode()
    files[wheel.name] = wheel.data
    return files


def make_kit(target: Path, release: Path = ROOT / "release") -> Path:
    """Write the kit into the folder `target` and return its path."""
    wheel = student_wheel()
    top = f"multiprocessing-course-{wheel.version}"
    files = contents(wheel, release)
    date = date_of(ROOT)
    target.mkdir(parents=True, exist_ok=True)
    kit = target / f"{top}.zip"
    with zipfile.ZipFile(kit, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}", date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return kit


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m tools.kit", description="Write the students' kit, one zip, into kit/."
    ).parse_args()
    try:
        kit = make_kit(ROOT / "kit")
    except KitError as error:
        print(error, file=sys.stderr)
        return 1
    with zipfile.ZipFile(kit) as archive:
        for entry in archive.infolist():
            print(f"{entry.file_size:10,}  {entry.filename}")
    print(f"The kit: {kit.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
