"""Which cell is which module: the one rule, for the notebook and for the grader.

A cell whose first line is `%%module word_count` is the file `word_count.py`. The notebook
saves it (course.module_magic); the grader takes it from the notebook's cells and never from a
file. Both ask here, so that they cannot disagree. Pure functions: nothing is run or written.
"""

from __future__ import annotations

import importlib.machinery
import keyword
import re
import sys
import sysconfig
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MAGIC = re.compile(r"%%module(?:[ \t]+(?P<name>[^#\n]*?))?[ \t]*(?:#.*)?")

# Windows reserves these, with any ending, in every folder; `con.py` would not open there.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)

# What runs beside student code, here or in the grader; `scenarios` are the checks' own callers.
_RESERVED = frozenset(
    ["autograder", "course", "IPython", "nbgrader", "psutil", "pytest", "scenarios"]
)

# Some file systems stop at 255 bytes; a Chinese character takes three, `.cpython-314.pyc` fifteen.
_LONGEST_NAME = 80


class ModuleNameError(ValueError):
    """A cell's module may not have this name; the message says why, and what to write."""


@dataclass(frozen=True)
class ModuleCell:
    """A module as a notebook holds it. `text` is the whole file, line for line as the cell."""

    name: str
    text: str
    cell_index: int
    cell_id: str | None


def parse_cell(source: str) -> tuple[str, str] | None:
    """The module's name and body if the cell begins with the magic, else None.

    Blank lines and a byte order mark before the magic, Windows line ends, a comment behind the
    name and an indentation of the whole cell are all the same to it. The body begins with as
    many blank lines as stood before the magic: its line N is line N + 1 of the cell. The name
    is as written, perhaps none at all: see check_name.
    """
    lines = _plain(source).split("\n")
    blank = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if blank == len(lines):
        return None
    first = lines[blank]
    magic = _MAGIC.fullmatch(first.strip())
    if magic is None:
        return None
    indent = first[: len(first) - len(first.lstrip())]
    body = [line.removeprefix(indent) for line in lines[blank + 1 :]]
    return magic["name"] or "", "\n".join([""] * blank + body)


def module_text(name: str, cell_source: str) -> str:
    """The text of the module's file, whose line N is line N of the cell.

    In place of the magic, line 1 is a comment. A cell without the magic is taken as it is.
    """
    parsed = parse_cell(cell_source)
    if parsed is None:
        return _plain(cell_source).rstrip("\n") + "\n"
    _, body = parsed
    return f"{_comment(name)}\n{body}".rstrip("\n") + "\n"


def is_saved_cell(name: str, text: str) -> bool:
    """Whether the text of the file `<name>.py` was saved from the cell `%%module <name>`."""
    return text.partition("\n")[0] == _comment(name)


def _comment(name: str) -> str:
    return f"# Saved from the notebook's cell %%module {name}: change it there, not here."


def modules_in(notebook: Mapping[str, Any]) -> dict[str, ModuleCell]:
    """The modules of a notebook (format 4) by name, in order of their cells.

    A later cell of the same name wins, as when the notebook is run from top to bottom. Cells
    whose name no module may have are left out, as they raise in the notebook.
    """
    found: dict[str, ModuleCell] = {}
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        source = cell_source(cell)
        parsed = parse_cell(source)
        if parsed is None:
            continue
        name = parsed[0]
        try:
            check_name(name, installed=False)
        except ModuleNameError:
            continue
        found.pop(name, None)
        found[name] = ModuleCell(name, module_text(name, source), index, cell.get("id"))
    return found


def cell_source(cell: Mapping[str, Any]) -> str:
    """A cell's source as one string; on disk the notebook format also allows a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def check_name(name: str, *, installed: bool = True) -> None:
    """Raise ModuleNameError unless a cell may be saved as the module `name`.

    With `installed`, what this Python has installed counts as taken, too. The grader leaves that
    out: what happens to be installed beside the grader is no reason to refuse a student's module.
    """
    problem = _problem_with(name, installed)
    if problem:
        raise ModuleNameError(problem)


def _problem_with(name: str, installed: bool) -> str | None:
    if not name:
        return (
            "The cell's first line names no module. "
            "Write one, for example `%%module word_count`, and run the cell again."
        )
    shown = f"`%%module {name[:_LONGEST_NAME]}`"
    if name.isidentifier() and keyword.iskeyword(name):
        return f"{shown}: {name!r} is a word of the Python language. {_try(name + '_module')}"
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        return (
            f"{shown}: the name of a module consists of letters, digits and `_`, and does not "
            f"begin with a digit. {_try(_as_identifier(name))}"
        )
    if len(name) > _LONGEST_NAME:
        return f"{shown}…: the name is too long. Take at most {_LONGEST_NAME} characters."
    if name.lower() in _DEVICES:
        return f"{shown}: Windows keeps {name!r} for a device. {_try('my_' + name)}"
    if name.startswith("__"):
        return f"{shown}: names like this belong to Python itself. {_try(_as_identifier(name))}"
    if name in sys.stdlib_module_names:
        what = f"Python's own module {name!r}"
    elif name in _RESERVED:
        what = f"{name!r}, which this course needs"
    elif installed and _is_installed(name):
        what = f"the installed package {name!r}"
    else:
        return None
    return f"{shown}: the file {name}.py would hide {what}. {_try('my_' + name)}"


def _try(name: str) -> str:
    return f"Take another name, for example `%%module {name}`."


def _as_identifier(name: str) -> str:
    stem = unicodedata.normalize("NFKC", name).removesuffix(".py")
    words = re.sub(r"\W+", "_", stem).strip("_").lstrip("0123456789_")
    taken = keyword.iskeyword(words) or words in sys.stdlib_module_names
    return words[:_LONGEST_NAME] if words and not taken else "my_module"


def _is_installed(name: str) -> bool:
    """Whether `import name` finds something besides the learner's own files.

    Asks only the folders of installed packages, not the current one, where the module itself
    may lie from an earlier run. A bare folder there (a namespace package) hides nothing.
    """
    folders = [folder for folder in sys.path if Path(folder).name in _PACKAGE_FOLDERS]
    spec = importlib.machinery.PathFinder.find_spec(name, [sysconfig.get_path("stdlib"), *folders])
    return spec is not None and spec.origin is not None


_PACKAGE_FOLDERS = ("site-packages", "dist-packages")


def _plain(source: str) -> str:
    return source.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
