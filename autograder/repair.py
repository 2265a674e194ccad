"""Puts a submitted notebook back on the rails of the release, and says what it mended.

nbgrader trusts the metadata in a student's file: a deleted test cell stops the grading of that
notebook, an old `schema_version` stops the whole class, a changed `points` is only half undone.
So everything that nbgrader reads is rebuilt from the release as the gradebook knows it:

1. the last cell with an exercise's `%%module` line is its solution cell, as when the notebook is
   run; any other grade id counts once, in its last cell;
2. a lost solution cell is put back as the stub;
3. a lost grade cell is put back behind the cell it followed;
4. the cells of the release take the release's order among themselves, and earlier attempts at an
   exercise stay before the one that counts;
5. types, flags, points and locked sources are the release's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.reading import tidy, with_ids
from course.modules import parse_cell

SCHEMA_VERSION = 3  # of nbgrader's cell metadata

_HIDDEN = re.compile(r"[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL)
_FLAGS = ("grade", "solution", "locked", "task")


@dataclass(frozen=True)
class ReleaseCell:
    """A cell of the release that nbgrader knows, as its gradebook has it."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    points: float | None = None
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False

    @property
    def module(self) -> str | None:
        """The name in its `%%module` line, if it has one."""
        return _module(self.source)

    @property
    def is_needed(self) -> bool:
        """Whether it must be in a submission; a text that is merely locked needn't."""
        return self.grade or self.solution or self.task

    @property
    def kind(self) -> str:
        if self.solution:
            return "solution cell"
        return "test cell" if self.grade else "task" if self.task else "text"


@dataclass(frozen=True)
class Repair:
    """One thing that was mended; `cell` is None if it concerns the whole notebook."""

    cell: str | None
    text: str


def repair(
    notebook: NotebookNode, release: Sequence[ReleaseCell]
) -> tuple[NotebookNode, list[Repair]]:
    """The notebook as nbgrader may safely read it, without outputs, and what was mended.

    `notebook` is as `read_notebook` returns it; `release` is in the release's order.
    """
    known = {cell.name: cell for cell in release}
    repairs: list[Repair] = []
    cells = list(notebook.cells)
    names = _names(cells, known, repairs)
    _find_lost_solutions(cells, names, release, repairs)
    _put_back(cells, names, release, repairs)
    _reorder(cells, names, release, repairs)
    for position, name in enumerate(names):
        if name is None:
            cells[position].metadata.pop("nbgrader", None)
        else:
            cells[position] = _as_released(cells[position], known[name], repairs)
    metadata = NotebookNode(language_info=NotebookNode(name="python"))
    mended = NotebookNode(cells=with_ids(cells), metadata=metadata, nbformat=4, nbformat_minor=5)
    return mended, repairs


def visible_source(source: str) -> str:
    """A cell's source as students get it: without its hidden tests."""
    return _HIDDEN.sub("", source).rstrip()


def _module(source: str) -> str | None:
    parsed = parse_cell(source)
    return parsed[0] if parsed else None


def _names(
    cells: list[NotebookNode], known: dict[str, ReleaseCell], repairs: list[Repair]
) -> list[str | None]:
    """The grade id of each cell. The last cell with an exercise's `%%module` line is its solution,
    whatever id it claims; of other cells that claim an id, the last has it."""
    names: list[str | None] = [None] * len(cells)
    solutions = [cell for cell in known.values() if cell.solution and cell.module]
    for wanted in solutions:
        for position in reversed(range(len(cells))):
            cell = cells[position]
            if cell.cell_type == "code" and _module(cell.source) == wanted.module:
                names[position] = wanted.name
                if _claim(cell) != wanted.name:
                    repairs.append(_given_back(wanted))
                break
    for position in reversed(range(len(cells))):
        claimed = _claim(cells[position])
        if names[position] is not None or claimed not in known:
            continue
        if claimed in names:
            text = f"The {known[claimed].kind} `{claimed}` was there twice: the last one counts."
            repairs.append(Repair(claimed, text))
            continue
        names[position] = claimed
    return names


def _claim(cell: NotebookNode) -> str:
    claimed = cell.metadata.get("nbgrader", {}).get("grade_id")
    return claimed if isinstance(claimed, str) else ""


def _given_back(wanted: ReleaseCell) -> Repair:
    text = f"The `%%module {wanted.module}` cell had lost its grade id: given back."
    return Repair(wanted.name, text)


def _find_lost_solutions(
    cells: list[NotebookNode],
    names: list[str | None],
    release: Iterable[ReleaseCell],
    repairs: list[Repair],
) -> None:
    for wanted in release:
        if not wanted.solution or wanted.module is None or wanted.name in names:
            continue
        for position in reversed(range(len(cells))):
            if names[position] is None and _module(cells[position].source) == wanted.module:
                names[position] = wanted.name
                repairs.append(_given_back(wanted))
                break


def _put_back(
    cells: list[NotebookNode],
    names: list[str | None],
    release: Sequence[ReleaseCell],
    repairs: list[Repair],
) -> None:
    previous: str | None = None
    for wanted in release:
        if wanted.is_needed and wanted.name not in names:
            position = names.index(previous) + 1 if previous else 0 if any(names) else len(cells)
            cells.insert(position, _new_cell(wanted))
            names.insert(position, wanted.name)
            text = f"The {wanted.kind} `{wanted.name}` was missing: put back from the release."
            repairs.append(Repair(wanted.name, text))
        if wanted.name in names:
            previous = wanted.name


def _new_cell(wanted: ReleaseCell) -> NotebookNode:
    cell = {"cell_type": wanted.cell_type, "source": wanted.source, "metadata": {}}
    return tidy(cell)


def _reorder(
    cells: list[NotebookNode],
    names: list[str | None],
    release: Iterable[ReleaseCell],
    repairs: list[Repair],
) -> None:
    here = {name: cell for name, cell in zip(names, cells, strict=True) if name is not None}
    wanted = [cell.name for cell in release if cell.name in here]
    places = [position for position, name in enumerate(names) if name is not None]
    if [names[place] for place in places] == wanted:
        return
    for place, name in zip(places, wanted, strict=True):
        cells[place], names[place] = here[name], name
    repairs.append(Repair(None, "The exercises' cells were in another order: put back in order."))
    for cell in release:
        if cell.name in here and cell.solution and cell.module is not None:
            _earlier_attempts_first(cells, names, cell)


def _earlier_attempts_first(
    cells: list[NotebookNode], names: list[str | None], solution: ReleaseCell
) -> None:
    """Whoever reads the notebook after us takes the last cell with a module's line."""
    place = names.index(solution.name)
    late = [
        position
        for position in range(place + 1, len(cells))
        if names[position] is None
        and cells[position].cell_type == "code"
        and _module(cells[position].source) == solution.module
    ]
    for number, position in enumerate(late):
        cells.insert(place + number, cells.pop(position))
        names.insert(place + number, names.pop(position))


def _as_released(cell: NotebookNode, wanted: ReleaseCell, repairs: list[Repair]) -> NotebookNode:
    claimed = cell.metadata.get("nbgrader", {})
    if cell.cell_type != wanted.cell_type:
        text = f"The {wanted.kind} `{wanted.name}` was a {cell.cell_type} cell: made "
        repairs.append(Repair(wanted.name, f"{text}{wanted.cell_type} again."))
    if claimed and _differs(claimed, wanted):
        text = f"The points or the lock of `{wanted.name}` were changed: put back."
        repairs.append(Repair(wanted.name, text))
    source = cell.source
    if wanted.locked:
        if source.rstrip() not in (wanted.source.rstrip(), visible_source(wanted.source)):
            text = f"The {wanted.kind} `{wanted.name}` was edited: the release's text counts."
            repairs.append(Repair(wanted.name, text))
        source = wanted.source
    released = tidy({**cell, "cell_type": wanted.cell_type, "source": source, "metadata": {}})
    released.metadata.nbgrader = _metadata(wanted)
    return released


def _differs(claimed: dict[str, Any], wanted: ReleaseCell) -> bool:
    flags = any(bool(claimed.get(flag)) != getattr(wanted, flag) for flag in _FLAGS)
    return flags or (wanted.points is not None and claimed.get("points") != wanted.points)


def _metadata(wanted: ReleaseCell) -> NotebookNode:
    metadata = NotebookNode({flag: getattr(wanted, flag) for flag in _FLAGS})
    metadata.update(grade_id=wanted.name, cell_type=wanted.cell_type, schema_version=SCHEMA_VERSION)
    if wanted.checksum is not None:
        metadata.checksum = wanted.checksum
    if wanted.points is not None:
        metadata.points = wanted.points
    return metadata
