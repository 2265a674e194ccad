"""Visible checks of topic 00_start_here: what a student may ask as often as wanted."""

from __future__ import annotations

import re
from typing import Any

from course.checking import Student, diagnose, exercise


@exercise("first_module")
def test_introduce_puts_pid_and_name(student: Student) -> None:
    """introduce puts one thing into the queue: a tuple of pid and name."""
    facts = student.scenario("introduce_here", "friend", deadline=5.0).value
    assert facts["said"] == [(facts["pid"], facts["name"])]


def why_no_child(source: str) -> str:
    """The likely reason why the parent introduced itself."""
    if ".run()" in source:
        return "run-is-a-plain-call"
    called = re.search(r"target\s*=\s*[\w.]+\(", source)
    return "called-not-handed-over" if called else "nobody-was-phoned"


def said_by(student: Student) -> Any:
    """What first_module returned, and the run; a failure names what it looks like."""
    run = student.call("first_module", "friend", deadline=5.0)
    if not any(event["k"] == "start" for event in run.events):
        diagnose(why_no_child(student.source))
    assert run.value is not None, diagnose(
        "return-value-thrown-away", observed="None came back", expected="a tuple: pid and name"
    )
    return run.value, run


@exercise("first_module")
def test_the_child_has_the_name_that_was_asked_for(student: Student) -> None:
    """The process that answers is a child, and is called as you were asked to call it."""
    (_, name), _ = said_by(student)
    observed = f"the name {name!r}"
    assert name != "MainProcess", diagnose(
        why_no_child(student.source),
        observed=observed,
        expected="a child's name, 'friend'",
    )
    assert name == "friend", diagnose("nobody-gave-the-name", observed=observed)


@exercise("first_module")
def test_nobody_is_left_behind(student: Student) -> None:
    """When first_module returns, the child has ended and has been joined."""
    _, run = said_by(student)
    if run.left_behind:
        diagnose("never-waited-for")
    assert run.left_behind == []
