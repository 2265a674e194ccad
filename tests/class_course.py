"""A small course whose class has handed in, for the tests of `autograder grade`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.checks import TOPICS_FOLDER
from autograder.nbgrader_course import ROOT, Course
from autograder.sample_class import solved
from course.topics import topic

SLUG = "03_pool"
EXERCISE = "count_primes"


def notebook(modules: Mapping[str, str], *, others_are_blank: bool = True) -> bytes:
    """The released notebook with these modules in their cells; the others are nothing but stubs.

    As they are released, some exercises come with a worker that is given, and so are judged.
    """
    text = (ROOT / "release" / SLUG / f"{SLUG}.ipynb").read_text(encoding="utf-8")
    blank = {
        exercise.id: f"def {exercise.id}():\n    raise NotImplementedError\n"
        for exercise in topic(SLUG).exercises
        if others_are_blank
    }
    return json.dumps(solved(json.loads(text), blank | dict(modules))).encode()


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
