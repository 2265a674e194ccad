"""A small course whose class has handed in, for the tests of `autograder grade`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.checks import TOPICS_FOLDER
from autograder.nbgrader_course import ROOT, Course

SLUG = "03_pool"
EXERCISE = "count_primes"


def notebook(modules: Mapping[str, str]) -> bytes:
    """The released notebook with these modules in their cells, and all other cells as stubs."""
    text = (ROOT / "release" / SLUG / f"{SLUG}.ipynb").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    for cell in found["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removesuffix("_module")
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            stub = f"def {name}():\n    raise NotImplementedError\n"
            cell["source"] = f"%%module {name}\n{modules.get(name, stub)}"
    return json.dumps(found).encode()


def solution(verdict: str, number: int = 0) -> str:
    """A program of the bank."""
    bank = TOPICS_FOLDER / SLUG / "bank" / EXERCISE
    return sorted((bank / verdict).glob("*.py"))[number].read_text(encoding="utf-8")


def made_course(folder: Path, settings: str = "", kind: type[Course] = Course) -> Course:
    """After `nbgrader generate_assignment`, with these lines more in its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    course = kind(folder)
    course.add_topic(SLUG)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(settings)
    course.run("generate_assignment", SLUG)
    return course


def hand_in(course: Course, student: str, data: bytes, timestamp: str = "") -> None:
    """As `nbgrader collect` leaves it: the notebook, and when it was handed in."""
    path = course.hand_in(SLUG, student, data)
    if timestamp:
        (path.parent / "timestamp.txt").write_text(timestamp, encoding="utf-8")


def copy_verdicts(source: Course, target: Course) -> None:
    """So that nothing has to be judged twice."""
    shutil.copytree(
        source.folder / ".autograder" / "verdicts", target.folder / ".autograder" / "verdicts"
    )
