"""Build the notebooks of the course from their text: `python -m tools.notebooks [slug ...]`.

    source/03_pool.py ─ expand ─ run in a fresh kernel, tidy ─ source/03_pool/03_pool.ipynb
     what people edit  (notebook_text)      (notebook_run)       what nbgrader and nbval read

A rebuild of an unchanged text changes no byte. Options:

    --check             write nothing; say which notebooks differ from their text, exit status 1
    --draft             exercises may lack parts, and their check cells are not run
    --start-method M    run everything under this default start method; write nothing

How the text is written
-----------------------
Jupytext's percent format: a line `# %%` begins a cell, options stand behind it.

    # %% [markdown]                       text, each line behind "# "
    # %%                                  code; magics stand behind "# ": `# %load_ext course`
    # %% name="predict-1"                 gives the cell its id; else the last heading does
    # %% tags=["volatile"]                times, pids, pictures: no output is stored or compared
    # %% tags=["raises-exception"]        may raise; is volatile as well
    # %% module="squares"                 a module: the marker becomes `%%module squares`
    # %% exercise="word_count" role="solution"       the exercise's module: specification, and the
                                                     reference within ### BEGIN/END SOLUTION
    # %% exercise="word_count" role="check"          no body: the cell that is graded
    # %% [markdown] exercise="word_count" role="hint"       text that opens on click

So a module is real Python in the text, which is reviewed and linted, and line N of its file is
N - 1 lines below its marker. nbgrader's metadata, points, the hidden line and cell ids are made
here, so that no author can get them wrong. What is wrong with a text is said with its line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.topics import Topic, UnknownTopic, present_topics, topic
from tools.notebook_run import RunError, run
from tools.notebook_text import TextError, expand

ROOT = Path(__file__).resolve().parent.parent


def text_path(slug: str, root: Path = ROOT) -> Path:
    return root / "source" / f"{slug}.py"


def notebook_path(slug: str, root: Path = ROOT) -> Path:
    return root / "source" / slug / f"{slug}.ipynb"


def build(
    of: Topic, root: Path = ROOT, *, draft: bool = False, start_method: str | None = None
) -> NotebookNode:
    """The notebook of a topic with its outputs; writes nothing.

    Raises TextError if the text is not as it should be, RunError if a cell is not.
    """
    notebook = expand(text_path(of.slug, root), of, draft=draft)
    return run(
        notebook,
        text=text_path(of.slug, root),
        data=notebook_path(of.slug, root).parent,
        root=ROOT,
        skip_checks=draft,
        start_method=start_method,
    )


def write(notebook: NotebookNode, path: Path) -> None:
    """Store the notebook at `path`, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(as_text(notebook), encoding="utf-8", newline="\n")
    beside.replace(path)


def as_text(notebook: NotebookNode) -> str:
    """The notebook as it stands in the file."""
    return f"{nbformat.writes(notebook).rstrip()}\n"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks", description="Build the notebooks from their text."
    )
    parser.add_argument("slugs", nargs="*", metavar="slug", help="which topics; default: all")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    parser.add_argument("--draft", action="store_true", help="exercises may lack parts")
    parser.add_argument("--start-method", metavar="M", help="run under M, and write nothing")
    given = parser.parse_args(arguments)

    try:
        topics = [topic(slug) for slug in given.slugs] or list(present_topics(root))
    except UnknownTopic as error:
        parser.error(str(error))
    failed = [each for each in topics if not _one(each, root, given)]
    return 1 if failed else 0


def _one(of: Topic, root: Path, given: argparse.Namespace) -> bool:
    """Build one topic as the options say, and tell how it went."""
    path = notebook_path(of.slug, root)
    shown = path.relative_to(root)
    try:
        notebook = build(of, root, draft=given.draft, start_method=given.start_method)
    except (TextError, RunError) as error:
        print(f"{error}\n", file=sys.stderr)
        return False
    if given.start_method:
        print(f"{shown} runs under {given.start_method}")
        return True
    stored = path.read_text(encoding="utf-8") if path.exists() else None
    if stored == as_text(notebook):
        print(f"{shown} is up to date")
        return True
    if given.check:
        print(
            f"{shown} is not what its text makes. Run `make notebooks` and commit both.",
            file=sys.stderr,
        )
        return False
    write(notebook, path)
    print(f"{shown} written")
    return True


if __name__ == "__main__":
    sys.exit(main())
