"""Makes a class to be graded: real notebooks with solutions and mistakes from the bank.

Each student's module of an exercise is drawn: the reference or another right way of the bank, one
of its mistakes (hangs as often as the bank has them), or the stub. Every module carries its
student's name, so that no two are the same code and nothing is judged once for two.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import bank
from autograder.bank import ROOT, Entry
from autograder.nbgrader_course import CONFIG, Course
from autograder.sample_class import solved
from course.topics import Topic

RIGHT, MISTAKE = 0.6, 0.3
"""Shares of right solutions and of mistakes; the rest are stubs."""


@dataclass(frozen=True)
class Class:
    """Notebooks by (student, slug), and how often each kind of solution was drawn."""

    topics: tuple[Topic, ...]
    students: tuple[str, ...]
    notebooks: Mapping[tuple[str, str], dict[str, Any]]
    drawn: Counter[str]


def make_class(
    topics: Sequence[Topic], students: int, seed: int, *, repeats: int | None = None
) -> Class:
    """The same numbers make the same class; a larger class begins with the smaller one.

    After `repeats` students the draws begin anew, so that a class so many times as large has just
    so many times the work: the programs differ by their students' names alone.
    """
    names = tuple(f"student-{number:03}" for number in range(students))
    notebooks: dict[tuple[str, str], dict[str, Any]] = {}
    drawn: Counter[str] = Counter()
    for topic in topics:
        known = [*bank.from_notebooks(topic), *bank.entries(topic)]
        path = ROOT / "release" / topic.slug / f"{topic.slug}.ipynb"
        release = json.loads(path.read_text(encoding="utf-8"))
        for number, name in enumerate(names):
            rng = random.Random(f"{seed} {topic.slug} {names[number % (repeats or students)]}")
            modules = {}
            for exercise in topic.exercises:
                entry = _draw(rng, [e for e in known if e.exercise == exercise.id])
                drawn[entry.expected.value] += 1
                modules[exercise.id] = f"{entry.text.rstrip()}\n\n# {name}\n"
            notebooks[name, topic.slug] = solved(release, modules)
    return Class(tuple(topics), names, notebooks, drawn)


def _draw(rng: random.Random, known: Sequence[Entry]) -> Entry:
    right = [entry for entry in known if entry.is_right]
    stub = [entry for entry in known if entry.name == "stub"]
    wrong = [entry for entry in known if not entry.is_right and entry.name != "stub"]
    chance = rng.random()
    if chance < RIGHT or not wrong:
        return rng.choice(right)
    return rng.choice(wrong if chance < RIGHT + MISTAKE or not stub else stub)


def course_of(
    folder: Path,
    made: Class,
    students: Sequence[str],
    *,
    ours: bool = True,
    cut: bool = False,
) -> Course:
    """An nbgrader course in which these students have handed in, ready to be graded.

    Without `ours` it is as nbgrader makes it: a kernel runs the notebooks. With `cut` they hold
    the cells of the exercises alone, and the one that loads the magics.
    """
    folder.mkdir(parents=True)
    course = Course(folder)
    for topic in made.topics:
        course.add_topic(topic.slug, config=CONFIG if ours else None)
        if cut:
            path = course.notebook("source", ".", topic.slug)
            path.write_text(json.dumps(_cut(json.loads(path.read_text(encoding="utf-8")))))
        course.run("generate_assignment", topic.slug)
        for student in students:
            notebook = made.notebooks[student, topic.slug]
            data = json.dumps(_cut(notebook) if cut else notebook).encode()
            course.hand_in(topic.slug, student, data)
    return course


def _cut(notebook: Mapping[str, Any]) -> dict[str, Any]:
    def needed(cell: Mapping[str, Any]) -> bool:
        source = cell["source"]
        text = source if isinstance(source, str) else "".join(source)
        loads = cell["cell_type"] == "code" and ("%load_ext" in text or "import check" in text)
        return loads or bool(cell["metadata"].get("nbgrader"))

    return {**notebook, "cells": [cell for cell in notebook["cells"] if needed(cell)]}
