"""The bank of solutions: whether each exercise has one, and that a sample of it is a fair one.

What the grader says of its programs is the business of `make bank`, and of a sample of them in
`make test`. Here nothing is judged.
"""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from autograder import bank
from course import misconceptions
from course.topics import Exercise, Topic, present_topics

ALL = [(topic, exercise) for topic in present_topics() for exercise in topic.exercises]

each_exercise = pytest.mark.parametrize(
    ("topic", "exercise"), ALL, ids=[exercise.id for _, exercise in ALL]
)


def programs(topic: Topic, exercise: Exercise) -> list[bank.Entry]:
    return [entry for entry in bank.entries(topic) if entry.exercise == exercise.id]


@each_exercise
def test_an_exercise_has_enough_right_and_wrong_solutions(topic: Topic, exercise: Exercise) -> None:
    """At least eight that fail and four that pass, or the checks are not tried enough."""
    count = Counter(entry.is_right for entry in programs(topic, exercise))
    folder = f"autograder/topics/{topic.slug}/bank/{exercise.id}"
    assert count[False] >= 8, f"add wrong solutions to {folder}: there are {count[False]} of 8"
    assert count[True] >= 4, f"add right ones to {folder}/accepted: there are {count[True]} of 4"


@each_exercise
def test_a_wrong_solution_names_a_misconception_that_exists(
    topic: Topic, exercise: Exercise
) -> None:
    """Its docstring ends with a name that has a title, a reason and a hint."""
    for entry in programs(topic, exercise):
        if entry.misconception is not None:
            known = misconceptions.find(entry.misconception)
            assert known.why and known.hint, f"{entry.name}: {entry.misconception} explains nothing"


@each_exercise
def test_no_two_programs_of_an_exercise_are_the_same(topic: Topic, exercise: Exercise) -> None:
    """Each adds something: without docstrings and comments no two are alike."""
    seen: dict[str, str] = {}
    for entry in programs(topic, exercise):
        try:
            tree = ast.parse(entry.text)
        except (SyntaxError, ValueError):
            continue
        if tree.body and ast.get_docstring(tree) is not None:
            tree.body = tree.body[1:]
        other = seen.setdefault(ast.dump(tree), entry.name)
        assert other == entry.name, f"{exercise.id}: {entry.name} is {other} once more"


def everything() -> list[bank.Entry]:
    return [
        entry
        for topic in bank.topics()
        for entry in (*bank.from_notebooks(topic), *bank.entries(topic))
    ]


def test_a_sample_has_something_of_everything() -> None:
    """The reference and the stub of each exercise, right solutions and wrong ones."""
    chosen = bank.sampled(everything(), 4, "a seed")
    for _, exercise in ALL:
        own = [entry for entry in chosen if entry.exercise == exercise.id]
        assert {bank.REFERENCE, bank.STUB} <= {entry.name for entry in own}
        others = [entry for entry in own if entry.name not in (bank.REFERENCE, bank.STUB)]
        assert Counter(entry.is_right for entry in others) == {True: 1, False: 3}


def test_another_seed_samples_others_and_the_same_one_the_same() -> None:
    """So a failure can be repeated, and the whole bank has its turn."""
    entries = everything()
    assert bank.sampled(entries, 4, "a") == bank.sampled(entries, 4, "a")
    union = {entry for seed in range(200) for entry in bank.sampled(entries, 4, str(seed))}
    assert union == set(entries)
