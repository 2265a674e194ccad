"""Verdicts on a machine where many others want the processors, too."""

from __future__ import annotations

import os

import pytest

from autograder import bank, sandbox
from autograder.judge import judge_modules
from course.topics import topic
from course.verdict import Verdict
from tools import busy

pytestmark = pytest.mark.skipif(
    sandbox.bubblewrap_problem() is not None and not os.environ.get("CI"),
    reason="bubblewrap does not work here",
)

SLUG, EXERCISE = "04_pipe", "watch_progress"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["polls_without_sleep", "looks_round_slowly"])
def test_who_polls_is_told_from_who_sleeps(name: str) -> None:
    """One that polls without a pause takes little processor time where others take it all."""
    (entry,) = [e for e in bank.entries(topic(SLUG)) if (e.exercise, e.name) == (EXERCISE, name)]
    with busy.load(8 * (os.cpu_count() or 1)):
        (result,) = judge_modules(
            topic(SLUG),
            {EXERCISE: entry.text},
            launcher=sandbox.launcher(),
            exercises=[EXERCISE],
            methods=["fork"],
        )
    (check,) = [check for check in result.checks if check.id == "test_waiting_is_sleeping"]
    assert (check.verdict is Verdict.PASSED) == entry.is_right, check.observed
    assert entry.is_right or check.misconception == "busy-waiting"
