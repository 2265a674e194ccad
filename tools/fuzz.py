"""Damaged notebooks by the thousand: `make fuzz`.

Each is a released or solved notebook of a topic, damaged by damage.py, and goes the way of a
submission up to the judge. It must end in a sound notebook or in a sentence for its student; what
is read from it must have stood in it; and what nbgrader's half of the grader judges must be what
the class run has planned. A sample is then graded for real, in one class, beside an honest student.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.nbgraderformat import MetadataValidator
from sqlalchemy.exc import SAWarning

from autograder import sample_class
from autograder.classroom import grade
from autograder.nbgrader_course import ROOT
from autograder.reading import Unreadable, read_notebook
from autograder.repair import ReleaseCell, repair
from autograder.submission import SubmissionError, read_submission
from course.topics import present_topics, topic
from tools import kills
from tools.damage import damaged

LONGEST = 20.0
"""Seconds for one file. The largest that is read at all takes one or two."""


@dataclass
class Found:
    """What came of the files; `faults` is empty if all went well."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0


@cache
def _text(folder: str, slug: str) -> str:
    return (ROOT / folder / slug / f"{slug}.ipynb").read_text(encoding="utf-8")


def solved(slug: str) -> dict[str, Any]:
    """The release with the reference solutions in its cells."""
    reference = sample_class.solutions(json.loads(_text("source", slug)))
    return sample_class.solved(json.loads(_text("release", slug)), reference)


@cache
def release_cells(slug: str) -> tuple[ReleaseCell, ...]:
    """The release as a gradebook would know it; here its sources have no hidden line."""
    cells = []
    for cell in json.loads(_text("release", slug))["cells"]:
        found = cell["metadata"].get("nbgrader")
        if found:
            flags = {
                name: bool(found.get(name)) for name in ("grade", "solution", "locked", "task")
            }
            source = "".join(cell["source"])
            cells.append(
                ReleaseCell(
                    found["grade_id"], cell["cell_type"], source, found.get("checksum"),
                    points=found.get("points"), **flags,
                )
            )  # fmt: skip
    return tuple(cells)


def try_file(data: bytes, slug: str, folder: Path) -> str:
    """Read and mend one file; returns how it ended. Raises whatever is wrong with that."""
    path = folder / f"{slug}.ipynb"
    path.write_bytes(data)
    try:
        notebook = read_notebook(path).notebook
    except Unreadable:
        try:
            read_submission(path, topic(slug))
        except SubmissionError:
            return "unreadable"
        raise AssertionError("one reader reads what the other refuses") from None
    given = "\n".join(cell.source for cell in notebook.cells)
    planned = read_submission(path, topic(slug))
    release = release_cells(slug)
    mended, repairs = repair(notebook, release)
    _must_be_sound(mended, release)
    path.write_text(nbformat.writes(mended), encoding="utf-8")
    judged = read_submission(path, topic(slug))
    own = [e.id for e in topic(slug).exercises]
    texts = {name: judged.modules[name].text for name in own if name in judged.modules}
    for name, module in planned.modules.items():
        assert set(_lines(module.text)) <= set(_lines(given)), f"{name} holds what was not given"
        if name in own:
            assert texts.get(name) == module.text, f"{name} is planned and judged differently"
    return "mended" if repairs else "untouched"


def _lines(text: str) -> list[str]:
    """Lines with something in them, without the one that a module is given as its head."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("# Saved from the notebook's")]


def _must_be_sound(notebook: Any, release: Sequence[ReleaseCell]) -> None:
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    found = [c for c in notebook.cells if "nbgrader" in c.metadata]
    by_name = {cell.metadata.nbgrader.grade_id: cell for cell in found}
    assert len(by_name) == len(found), "a grade id twice"
    for wanted in release:
        if wanted.is_needed:
            cell = by_name[wanted.name]
            assert cell.cell_type == wanted.cell_type
            assert cell.metadata.nbgrader.get("points") == wanted.points
            assert not cell.get("outputs")
            assert not wanted.locked or cell.source == wanted.source


def fuzz(count: int, seed: int) -> Found:
    """Damage and read so many notebooks of all topics."""
    slugs = [each.slug for each in present_topics(ROOT)]
    found = Found()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number in range(count):
            draw = random.Random(f"{seed} {number}")
            slug = draw.choice(slugs)
            base = solved(slug) if draw.random() < 0.7 else json.loads(_text("release", slug))
            began = time.monotonic()
            try:
                found.ends[try_file(damaged(draw, base), slug, Path(folder))] += 1
            except Exception as error:
                found.faults.append(f"{seed} {number} {slug}: {type(error).__name__}: {error}")
            taken = time.monotonic() - began
            found.slowest = max(found.slowest, taken)
            if taken > LONGEST:
                found.faults.append(f"{seed} {number} {slug}: {taken:.0f} s")
    return found


def grade_sample(count: int, seed: int) -> Found:
    """Grade damaged notebooks for real, in one class with an honest student."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="fuzz-class-") as folder:
        course = kills.make_class(Path(folder, "course"), ["ann"])
        honest = course.notebook("submitted", "ann", kills.SLUG).read_bytes()
        right = {}
        for number in range(count):
            draw = random.Random(f"{seed} class {number}")
            path = course.hand_in(kills.SLUG, f"s{number}", damaged(draw, json.loads(honest)))
            right[f"s{number}"] = _is_right(path, honest)
        report = grade(course.folder)
        found.faults += report.failures
        for row in course.marks(kills.SLUG):
            points = {mark.exercise: mark.points for mark in row.marks}
            if row.student == "ann":
                if points[kills.EXERCISE] != 2:
                    found.faults.append(f"the honest student got {points}")
                continue
            found.ends["marked"] += 1
            earned = sum(value or 0 for value in points.values())
            if earned and not right[row.student]:
                found.faults.append(f"{seed} class {row.student}: {points} for another solution")
            if right[row.student] and points[kills.EXERCISE] != 2:
                found.faults.append(f"{seed} class {row.student}: {points}, but it is right")
        if found.ends["marked"] != count:
            found.faults.append(f"{count - found.ends['marked']} students have no marks")
    return found


def _is_right(path: Path, honest: bytes) -> bool:
    """Whether what a damaged file holds is still the honest solution, to the letter."""
    try:
        modules = read_submission(path, topic(kills.SLUG)).modules
    except SubmissionError:
        return False
    text = sample_class.solutions(json.loads(honest))[kills.EXERCISE]
    found = modules.get(kills.EXERCISE)
    return found is not None and _lines(found.text) == _lines(text.partition("\n")[2])


def main(arguments: Sequence[str]) -> int:
    """Run the campaign and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=25)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's queries are as they are
    read = fuzz(options.files, options.seed)
    ends = ", ".join(f"{count} {end}" for end, count in read.ends.most_common())
    print(f"seed {options.seed}: {options.files} damaged notebooks: {ends};")
    print(f"the slowest took {read.slowest:.1f} s")
    faults = list(read.faults)
    if options.sample:
        faults += (graded := grade_sample(options.sample, options.seed)).faults
        print(f"{graded.ends['marked']} of them graded in a class")
    print("\n".join(faults) or "no crash, no mark that was not earned, nobody else affected.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
