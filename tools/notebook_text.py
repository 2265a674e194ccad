"""From the text of a lesson to its notebook, not yet run. The convention: tools/notebooks.py.

Jupytext splits the text into cells and reads their options; this module gives the options their
meaning, and refuses whatever would go wrong later, in the gradebook or at a student's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode, v4

from course.modules import ModuleNameError, check_name
from course.topics import Exercise, Topic

VOLATILE = "volatile"
RAISES = "raises-exception"
NBVAL_IGNORE = "nbval-ignore-output"
BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
STUB = "raise NotImplementedError"
"""What students find in place of a solution region; nbgrader_config.py says the same."""

_TAGS = {VOLATILE, RAISES}
_OPTIONS = {"name", "tags", "module", "exercise", "role"}
_ROLES = ("solution", "check", "hint")
_HINTS = 2

_MARKER = re.compile(r"\s*#\s*%%(\s.*)?")
_MAGIC = re.compile(r"# (%{1,2}[a-z]\w*.*)")
_CHECK = re.compile(r"check\(")
_HEADING = re.compile(r"#{1,6} +(.*)")
_FENCE = re.compile(r"(```|~~~)")
_LONGEST_ID = 48  # nbformat allows 64; a number follows

# What an author must leave to the builder, and what to write instead.
_FORBIDDEN = {
    "%%module": 'write `# %% module="name"` as the marker of the cell',
    "HIDDEN TESTS": 'write `# %% exercise="…" role="check"` and no body',
    "autograder": "students never see that package: name nothing of it",
}


class TextError(Exception):
    """The text of a lesson is not as the convention says; the message names file and line."""


@dataclass(frozen=True)
class _Cell:
    """A cell as the author wrote it. `line` is its marker's, in the text."""

    line: int
    kind: str
    source: str
    options: dict[str, Any]

    @property
    def role(self) -> str | None:
        return self.options.get("role")

    @property
    def exercise(self) -> str | None:
        return self.options.get("exercise")


def expand(path: Path, topic: Topic, *, draft: bool = False) -> NotebookNode:
    """The notebook that the text at `path` describes.

    Cells carry `metadata.course.line`, their marker's line in the text, and `role` for cells of
    an exercise: for messages while building, taken out before the notebook is stored. With
    `draft`, exercises may lack cells. Raises TextError.
    """
    lesson = _Lesson(path, topic)
    cells = lesson.read()
    if not draft:
        lesson.check_complete(cells)
    notebook: NotebookNode = v4.new_notebook(cells=list(lesson.expand(cells)))
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _code(source: str) -> NotebookNode:
    cell: NotebookNode = v4.new_code_cell(source)
    return cell


def _markdown(source: str) -> NotebookNode:
    cell: NotebookNode = v4.new_markdown_cell(source)
    return cell


@dataclass(frozen=True)
class _Lesson:
    path: Path
    topic: Topic

    def error(self, line: int, message: str) -> TextError:
        return TextError(f"{self.path.parent.name}/{self.path.name}, line {line}: {message}")

    def read(self) -> list[_Cell]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise TextError(
                f"{self.path} is not there: write it as tools/notebooks.py says"
            ) from None
        # Jupytext takes any comment that looks like a shell command for a magic: we decide.
        form = {"extension": ".py", "format_name": "percent", "comment_magics": False}
        read = jupytext.reads(text, fmt=form)
        lines = [n for n, line in enumerate(text.split("\n"), 1) if _MARKER.fullmatch(line)]
        if len(lines) != len(read.cells):
            raise self.error(
                1,
                f"{len(lines)} markers `# %%` make {len(read.cells)} cells. Nothing may stand "
                f"before the first marker, no string may hold one, and none that never ends",
            )
        cells = [
            _Cell(line, cell.cell_type, cell.source, self._options(line, cell.metadata))
            for line, cell in zip(lines, read.cells, strict=True)
        ]
        for cell in cells:
            self._check(cell)
        return cells

    def _options(self, line: int, metadata: NotebookNode) -> dict[str, Any]:
        options = {
            key: value
            for key, value in metadata.items()
            if key not in ("lines_to_next_cell", "cell_marker", "region_name")
        }
        unknown = sorted(set(options) - _OPTIONS)
        if unknown:
            raise self.error(
                line,
                f"cannot read {', '.join(unknown)} on the marker. "
                f'Options are {", ".join(sorted(_OPTIONS))}, written like name="predict-1"',
            )
        if not set(options.get("tags", [])) <= _TAGS:
            raise self.error(line, f"a tag is one of {', '.join(sorted(_TAGS))}")
        return options

    def _check(self, cell: _Cell) -> None:
        for number, text in enumerate(cell.source.split("\n"), cell.line + 1):
            for forbidden, instead in _FORBIDDEN.items():
                told_of = forbidden == "%%module" and cell.kind == "markdown"
                if forbidden in text and not told_of:
                    raise self.error(number, f"{forbidden!r} is the builder's to write: {instead}")
            if cell.role is None and cell.kind == "code" and _CHECK.match(text):
                raise self.error(number, "an exercise is checked in its cell of role check")
            if "SOLUTION" in text and text.strip() not in (BEGIN_SOLUTION, END_SOLUTION):
                raise self.error(number, f"write exactly {BEGIN_SOLUTION} and {END_SOLUTION}")
            if text.strip() in (BEGIN_SOLUTION, END_SOLUTION) and cell.role != "solution":
                raise self.error(number, "a solution region belongs in a cell of role solution")
        if cell.kind not in ("code", "markdown"):
            raise self.error(cell.line, f"{cell.kind} cells are of no use here")
        if (cell.role is None) != (cell.exercise is None):
            raise self.error(cell.line, "exercise and role go together")
        if cell.role is not None:
            self._check_role(cell)
        if "module" in cell.options:
            if cell.role or cell.kind != "code":
                raise self.error(cell.line, "module is for code cells that are no exercise's")
            try:
                check_name(cell.options["module"])
            except ModuleNameError as error:
                raise self.error(cell.line, str(error)) from None
            self._check_compiles(cell, cell.source)

    def _check_role(self, cell: _Cell) -> None:
        if cell.role not in _ROLES:
            raise self.error(cell.line, f"role is one of {', '.join(_ROLES)}")
        known = [each.id for each in self.topic.exercises]
        if cell.exercise not in known:
            raise self.error(cell.line, f"{self.topic.slug} has the exercises {', '.join(known)}")
        if (cell.kind == "markdown") != (cell.role == "hint"):
            raise self.error(cell.line, "a hint is a [markdown] cell, solution and check are not")
        if cell.role == "check" and cell.source.strip():
            raise self.error(cell.line + 1, "a check cell has no body: the builder writes it")
        if cell.role == "solution":
            self._check_compiles(cell, cell.source)
            self._check_compiles(cell, self._stub(cell))

    def _stub(self, cell: _Cell) -> str:
        """The cell as students get it."""
        kept: list[str] = []
        inside = False
        regions = 0
        for number, line in enumerate(cell.source.split("\n"), cell.line + 1):
            marker = line.strip()
            if marker in (BEGIN_SOLUTION, END_SOLUTION):
                if inside == (marker == BEGIN_SOLUTION):
                    raise self.error(number, f"{marker} without its counterpart")
                if not inside:
                    kept.append(line[: len(line) - len(line.lstrip())] + STUB)
                inside = not inside
                regions += 1
            elif not inside:
                kept.append(line)
        if inside or not regions:
            raise self.error(
                cell.line, f"the reference stands between {BEGIN_SOLUTION} and {END_SOLUTION}"
            )
        return "\n".join(kept)

    def _check_compiles(self, cell: _Cell, source: str) -> None:
        try:
            compile(source, "<cell>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = cell.line + (getattr(error, "lineno", None) or 0)
            what = getattr(error, "msg", error)
            raise self.error(line, f"does not compile: {what}") from None

    def check_complete(self, cells: list[_Cell]) -> None:
        has = Counter((cell.exercise, cell.role) for cell in cells)
        for exercise in self.topic.exercises:
            for role in ("solution", "check"):
                if has[exercise.id, role] != 1:
                    raise TextError(
                        f"{self.path.name}: {exercise.id} needs one cell of role {role} and has "
                        f"{has[exercise.id, role]} (--draft lets you build nevertheless)"
                    )
            if exercise.id != self.topic.exit_ticket and has[exercise.id, "hint"] < _HINTS:
                raise TextError(
                    f"{self.path.name}: {exercise.id} needs {_HINTS} hints and has "
                    f"{has[exercise.id, 'hint']} (--draft lets you build nevertheless)"
                )

    def expand(self, cells: list[_Cell]) -> Iterator[NotebookNode]:
        ids = _Ids(self)
        hints: Counter[str | None] = Counter()
        for cell in cells:
            if cell.role == "hint":
                hints[cell.exercise] += 1
            made = self._expand_one(cell, hints[cell.exercise])
            made.id = ids.of(cell, hints[cell.exercise])
            made.metadata.course = {"line": cell.line, "role": cell.role}
            yield made

    def _expand_one(self, cell: _Cell, hint: int) -> NotebookNode:
        if cell.role == "hint":
            return _markdown(
                f"<details>\n<summary>Hint {hint}</summary>\n\n{cell.source}\n\n</details>"
            )
        if cell.kind == "markdown":
            return _markdown(cell.source)
        if cell.role:
            exercise = next(each for each in self.topic.exercises if each.id == cell.exercise)
            if cell.role == "check":
                return self._check_cell(exercise)
            made = _code(f"%%module {exercise.id}\n{cell.source}")
            made.metadata.nbgrader = _nbgrader(exercise.solution_cell, solution=True)
        elif "module" in cell.options:
            made = _code(f"%%module {cell.options['module']}\n{cell.source}")
        else:
            made = _code(_with_magics(cell.source))
        tags = list(cell.options.get("tags", []))
        if tags:
            made.metadata.tags = [*tags, NBVAL_IGNORE]
        return made

    def _check_cell(self, exercise: Exercise) -> NotebookNode:
        visible = f'check("{exercise.id}")'
        if exercise.id == self.topic.exit_ticket:
            visible = "# The exit ticket: the grader alone checks this one."
        cell = _code(
            f"{visible}\n"
            "### BEGIN HIDDEN TESTS\n"
            f'__import__("autograder").mark("{exercise.id}")\n'
            "### END HIDDEN TESTS"
        )
        cell.metadata.nbgrader = _nbgrader(exercise.id, points=exercise.points)
        cell.metadata.tags = [VOLATILE, NBVAL_IGNORE]
        return cell


def _nbgrader(
    grade_id: str, *, solution: bool = False, points: int | None = None
) -> dict[str, Any]:
    metadata = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata if points is None else metadata | {"points": points}


def _with_magics(source: str) -> str:
    """Uncomment IPython's magics; only lines that begin in the first column."""
    return "\n".join(
        match[1] if (match := _MAGIC.fullmatch(line)) else line for line in source.split("\n")
    )


class _Ids:
    """Gives cells ids that survive a change elsewhere: by name, role, or the heading above."""

    def __init__(self, lesson: _Lesson) -> None:
        self._lesson = lesson
        self._heading = "start"
        self._count: Counter[str] = Counter()
        self._given: dict[str, int] = {}

    def of(self, cell: _Cell, hint: int) -> str:
        if cell.kind == "markdown" and cell.role is None:
            self._heading = _first_heading(cell.source) or self._heading
        fixed = self._fixed(cell, hint)
        if fixed is None:
            base = f"module-{cell.options['module']}" if "module" in cell.options else self._heading
            self._count[base] += 1
            fixed = f"{base}-{self._count[base]}"
        if fixed in self._given:
            raise self._lesson.error(
                cell.line,
                f"the id {fixed!r} is that of the cell at line {self._given[fixed]}, too: "
                f"give one of them another name",
            )
        self._given[fixed] = cell.line
        return fixed

    def _fixed(self, cell: _Cell, hint: int) -> str | None:
        name = cell.options.get("name")
        if name is not None:
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name):
                raise self._lesson.error(cell.line, "a name consists of a-z, 0-9 and -")
            return str(name)
        if cell.role is None:
            return None
        suffix = {"solution": "_module", "check": "", "hint": f"-hint-{hint}"}[cell.role]
        return f"{cell.exercise}{suffix}"


def _first_heading(markdown: str) -> str | None:
    fenced = False
    for line in markdown.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        heading = _HEADING.fullmatch(line)
        if heading and not fenced:
            words = re.sub(r"[^a-z0-9]+", "-", heading[1].lower()).strip("-")
            return words[:_LONGEST_ID].rstrip("-") or "section"
    return None
