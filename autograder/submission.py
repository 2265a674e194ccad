"""What a student handed in: the modules in the cells of a notebook, and what is wrong with it.

    file ── reading.py: a notebook, or Unreadable ── course.modules: which cell is which module
                                                  └─ here: whose topic, what can be mended

Nothing of it is run, and nothing in it is believed: metadata only helps to find a solution whose
`%%module` line was lost. A cell that cannot be used costs its own exercise, never another.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.reading import Unreadable, read_notebook
from course.modules import (
    ModuleCell,
    ModuleNameError,
    cell_source,
    check_name,
    module_text,
    modules_in,
    parse_cell,
)
from course.topics import TOPICS, Exercise, Topic

# Lines before a cell's code, one meant to be the magic: `%module x`, `%% module x`, `# %%module x`.
_ALMOST_MAGIC = re.compile(r"\s*((#\s*)?%.*|module\s+\w+\s*)?")
_SHOWN = 60  # characters of a student's line in a message

# Characters of one module. The longest of the course has 6,000. Python takes a thousand times as
# much memory to read a module: raise it, and one cell may fill the memory of the grader.
LONGEST_MODULE = 100_000


class SubmissionError(Exception):
    """The file cannot be judged as a whole; the message says what happened and what to do."""


@dataclass(frozen=True)
class Finding:
    """Something to tell about a submission. `cell` counts from 0; messages count from 1."""

    text: str
    cell: int | None = None
    exercise: str | None = None

    def __str__(self) -> str:
        return self.text if self.cell is None else f"Cell {self.cell + 1}: {self.text}"


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in. `grade_id` is what its metadata claims."""

    index: int
    id: str
    type: str
    source: str
    grade_id: str | None


@dataclass(frozen=True)
class Submission:
    """A notebook that can be judged.

    `modules` by name, those of the exercises and the student's own. `repairs` says what was
    read otherwise than it stands there, `problems` what could not be used.
    """

    topic: Topic
    cells: tuple[Cell, ...]
    modules: Mapping[str, ModuleCell]
    problems: tuple[Finding, ...] = ()
    repairs: tuple[Finding, ...] = ()

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What to tell about the notebook: problems, and repairs that are no exercise's."""
        return self.problems + tuple(each for each in self.repairs if each.exercise is None)


def read_submission(path: Path, topic: Topic | None = None) -> Submission:
    """Read a notebook that was handed in. Without `topic`, its name or its cells tell which.

    Raises SubmissionError if it is no notebook, or none of this course.
    """
    try:
        reading = read_notebook(path)
    except Unreadable as error:
        raise SubmissionError(f"{path.name}: {error}") from None
    cells = tuple(_cells(reading.notebook["cells"]))
    of = topic or _topic(path, cells)
    modules = modules_in(reading.notebook)
    mended: list[Finding] = []
    empty: list[Finding] = []
    for exercise in of.exercises:
        if exercise.id not in modules:
            _mend(exercise, of, cells, modules, mended, empty)
    told = {finding.cell for finding in mended + empty}
    refused = [problem for problem in _refused(cells) if problem.cell not in told]
    return Submission(
        topic=of,
        cells=cells,
        modules=modules,
        problems=(*refused, *empty, *_take_out_unusable(modules, of)),
        repairs=(*map(Finding, reading.repairs), *_duplicates(cells, of), *mended),
    )


def _cells(cells: Iterable[Mapping[str, Any]]) -> Iterator[Cell]:
    for index, cell in enumerate(cells):
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        claimed = grade_id if isinstance(grade_id, str) else None
        yield Cell(index, cell["id"], cell["cell_type"], cell_source(cell), claimed)


def _topic(path: Path, cells: tuple[Cell, ...]) -> Topic:
    """The topic by the file's name, else the one most of whose exercises the cells name."""
    for topic in TOPICS:
        if path.stem == topic.slug:
            return topic
    found = {cell.grade_id for cell in cells} | {_module_name(cell) for cell in cells}
    votes = Counter(
        {
            topic.slug: sum(
                {each.id, each.solution_cell} & found != set() for each in topic.exercises
            )
            for topic in TOPICS
        }
    )
    (slug, most), *_ = votes.most_common(1)
    if most:
        return next(topic for topic in TOPICS if topic.slug == slug)
    raise SubmissionError(
        f"{path.name} is no notebook of this course: no cell is an exercise's, and the file has "
        f"no topic's name. Hand in the released notebook under its own name, for example "
        f"{TOPICS[0].slug}.ipynb."
    )


def _module_name(cell: Cell) -> str | None:
    parsed = parse_cell(cell.source) if cell.type == "code" else None
    return parsed[0] if parsed else None


def _duplicates(cells: tuple[Cell, ...], topic: Topic) -> Iterator[Finding]:
    by_name: dict[str, list[Cell]] = {}
    for cell in cells:
        name = _module_name(cell)
        if name:
            by_name.setdefault(name, []).append(cell)
    for name, same in by_name.items():
        if len(same) > 1:
            earlier = ", ".join(str(cell.index + 1) for cell in same[:-1])
            yield Finding(
                f"`%%module {_short(name)}` is also the first line of cell {earlier}. "
                f"The last one counts, as when the notebook is run.",
                same[-1].index,
                name if _is_exercise(name, topic) else None,
            )


def _refused(cells: tuple[Cell, ...]) -> Iterator[Finding]:
    """Cells whose module may not have its name: they raise in the notebook, and don't count."""
    for cell in cells:
        name = _module_name(cell)
        if name is None:
            continue
        try:
            check_name(name, installed=False)
        except ModuleNameError as error:
            yield Finding(str(error), cell.index)


def _mend(
    exercise: Exercise,
    topic: Topic,
    cells: tuple[Cell, ...],
    modules: dict[str, ModuleCell],
    repairs: list[Finding],
    problems: list[Finding],
) -> None:
    """Look for the exercise in the cell that was released for it, and read that as its module."""
    claiming = [cell for cell in cells if cell.grade_id == exercise.solution_cell]
    # A cell that is another exercise's module is not this one's, whatever id it claims.
    own = [cell for cell in claiming if not _is_exercise(_module_name(cell) or "", topic)]
    if not own:
        return
    cell = own[-1]
    source, first = _with_magic(cell.source, exercise.id)
    text = module_text(exercise.id, source)
    if _is_empty(text):
        problems.append(
            Finding(
                f"the cell for `{exercise.id}` is empty. Begin it with "
                f"`%%module {exercise.id}`, and write your solution below.",
                cell.index,
                exercise.id,
            )
        )
        return
    modules[exercise.id] = ModuleCell(exercise.id, text, cell.index, cell.id)
    if cell.type != "code":
        what = f"it is a {cell.type} cell"
    elif first is None:
        what = f"the line `%%module {exercise.id}` is missing"
    else:
        what = f"it begins with `{_short(first)}` instead of `%%module {exercise.id}`"
    repairs.append(
        Finding(f"{what}; judged as `{exercise.id}` nevertheless.", cell.index, exercise.id)
    )


def _with_magic(source: str, name: str) -> tuple[str, str | None]:
    """The source with the magic that it should begin with, and the line that stood in its place.

    Line numbers stay: where there is no such line, none is put before the source.
    """
    parsed = parse_cell(source)
    if parsed is not None:
        return f"%%module {name}\n{parsed[1]}", f"%%module {parsed[0]}"
    lines = re.split(r"\r\n|\r|\n", source.lstrip("\ufeff"))
    head = list(itertools.takewhile(lambda each: _ALMOST_MAGIC.fullmatch(each), lines))
    meant = [line.strip() for line in head if line.strip()]
    if not meant:
        return source, None
    blank = [""] * (len(head) - 1)
    return "\n".join([f"%%module {name}", *blank, *lines[len(head) :]]), meant[0]


def _take_out_unusable(modules: dict[str, ModuleCell], topic: Topic) -> Iterator[Finding]:
    """Modules that no file can hold or no Python reads, and such as are too long to be read."""
    for module in list(modules.values()):
        own = module.name if _is_exercise(module.name, topic) else None
        if len(module.text) > LONGEST_MODULE:
            del modules[module.name]
            long = f"{len(module.text):,} characters; {LONGEST_MODULE:,} are allowed."
            yield Finding(f"`{module.name}` has {long}", module.cell_index, own)
            continue
        bad = next(
            (char for char in module.text if char == "\0" or "\ud800" <= char <= "\udfff"), None
        )
        if bad is None:
            continue
        del modules[module.name]
        line = module.text.count("\n", 0, module.text.index(bad)) + 1
        yield Finding(
            f"line {line} holds a character that no Python file may have ({bad!a}). "
            f"Delete it and type it anew.",
            module.cell_index,
            own,
        )


def _is_exercise(name: str, topic: Topic) -> bool:
    return any(each.id == name for each in topic.exercises)


def _is_empty(text: str) -> bool:
    return not any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n"))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
