"""Verdicts on a machine where many others want the processors, too."""

from __future__ import annotations

import os

import pytest

from autograder import bank, sandbox
from autograder.judge import judge_modules
from course.topics import topic
from course.verdict import Verdict
from tools import busy

FULL = "test_a_full_ring_makes_the_writer_wait"
PAUSE = "test_the_pause_costs_nothing_and_ends_at_once"

pytestmark = pytest.mark.skipif(
    sandbox.bubblewrap_problem() is not None and not os.environ.get("CI"),
    reason="bubblewrap does not work here",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slug", "exercise", "name", "check_id"),
    [
        ("04_pipe", "watch_progress", "polls_without_sleep", "test_waiting_is_sleeping"),
        ("04_pipe", "watch_progress", "looks_round_slowly", "test_waiting_is_sleeping"),
        ("02_custom_process", "stoppable", "looks_all_the_time", PAUSE),
        ("02_custom_process", "stoppable", "sleeps_in_small_pieces", PAUSE),
        ("02_custom_process", "stoppable", "event_and_wait", PAUSE),
        ("06_shared_memory", "ring_buffer", "spins", FULL),
        ("06_shared_memory", "ring_buffer", "array_for_each_slot", FULL),
    ],
)
def test_who_looks_again_and_again_is_told_from_who_sleeps(
    slug: str, exercise: str, name: str, check_id: str
) -> None:
    """One that never pauses takes little processor time where others take it all."""
    (entry,) = [e for e in bank.entries(topic(slug)) if (e.exercise, e.name) == (exercise, name)]
    with busy.load(8 * (os.cpu_count() or 1)):
        (result,) = judge_modules(
            topic(slug),
            {exercise: entry.text},
            launcher=sandbox.launcher(),
            exercises=[exercise],
            methods=["fork"],
        )
    (check,) = [check for check in result.checks if check.id == check_id]
    assert (check.verdict is Verdict.PASSED) == entry.is_right, check.observed
    assert entry.is_right or check.misconception == entry.misconception
