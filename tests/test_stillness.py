"""Nothing moves: said of a call that waits in vain, however busy the machine, and of no other."""

from __future__ import annotations

import random

from course.run.stillness import LOOKS, STILL_SECONDS, Stillness
from course.run.tree import Process

LOOK = 0.1


def process(pid: int, state: str = "S", cpu: float = 0.0) -> Process:
    return Process(pid, 1, state, cpu, 0)


def when_still(looks: list[list[Process]]) -> float | None:
    """After how many seconds it is said, one look each tenth of a second."""
    stillness = Stillness()
    return next((n * LOOK for n, ps in enumerate(looks) if stillness.seen(ps, n * LOOK)), None)


def test_who_only_waits_stands_still() -> None:
    looks = [[process(7), process(8)]] * 40
    found = when_still(looks)
    assert found is not None
    assert STILL_SECONDS <= found < STILL_SECONDS + 2 * LOOK


def test_a_pools_own_thread_does_not_count_as_movement() -> None:
    """It is caught awake now and then, and its clock ticks; the gate's four seconds are enough."""
    for seed in range(200):
        chance = random.Random(seed)
        ticks = [n // 11 * 0.01 for n in range(40)]
        looks = [
            [process(7, "R" if chance.random() < 0.08 else "S", cpu), process(8)] for cpu in ticks
        ]
        assert when_still(looks) is not None


def test_who_computes_moves() -> None:
    assert when_still([[process(7, "S", n * LOOK / 10), process(8)] for n in range(100)]) is None


def test_who_stands_in_line_moves() -> None:
    """A busy machine gives it no processor, and so its clock stands."""
    assert when_still([[process(7, "R"), process(8)]] * 100) is None
    assert when_still([[process(7, "D"), process(8)]] * 100) is None


def test_who_comes_or_goes_moves() -> None:
    assert when_still([[process(7), process(100 + n // 10)] for n in range(100)]) is None


def test_a_few_late_looks_prove_nothing() -> None:
    """A judge that got no processor has not seen that nothing moved."""
    stillness = Stillness()
    assert not any(stillness.seen([process(7)], 2.0 * n) for n in range(LOOKS - 1))
    assert stillness.seen([process(7)], 2.0 * LOOKS)
