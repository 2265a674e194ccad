"""The bakery of topic 05_queue: functions that lessons and checks hand to processes at a queue.

What a call does is written in its argument: the word before the dash says how it goes. Everything
here can be imported by any process, under every start method. Standard library only.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

LONG = 30.0
"""Seconds between two entries of an `endless` diary. Longer than any deadline, so that waiting
for its end shows."""


def sell(loaf: object) -> str:
    """What is written on the receipt for a loaf, after a little while."""
    time.sleep(0.01)
    return f"sold {loaf!r}"


def sell_slowly(loaf: object) -> str:
    """`sell(loaf)` after 0.3 s: long enough to be seen in a timeline."""
    time.sleep(0.3)
    return sell(loaf)


def bake(name: str, size: int) -> bytes:
    """A batch of `size` bytes that depends on `name`, always the same for the same name.

    `late-7` takes half a second, all others a tenth; `burnt-7` raises ValueError, and
    `dropped-7` an OSError.
    """
    kind = name.partition("-")[0]
    time.sleep(0.5 if kind == "late" else 0.1)
    if kind == "burnt":
        raise ValueError(f"{name} is burnt")
    if kind == "dropped":
        raise OSError(f"{name} lies on the floor")
    return random.Random(f"{name} {size}").randbytes(size)


def weigh(loaf: int) -> tuple[int, int]:
    """The loaf and its weight in grams."""
    return loaf, 500 + loaf


def add(left: int, right: int) -> int:
    """The smallest of jobs."""
    return left + right


def fail(kind: str, what: str) -> None:
    """Raise a ValueError, KeyError, or SystemExit (`kind` is its name) with this argument."""
    kinds = {"ValueError": ValueError, "KeyError": KeyError, "SystemExit": SystemExit}
    raise kinds[kind](what)


def diary(name: str) -> Iterator[tuple[float, Any]]:
    """A diary of five entries: pairs of a time and a text. The word before the dash may shorten it.

    `empty-7` has none, `torn-7` raises ValueError after two, `dead-7` ends its process after two
    with exit code 7, and `endless-7` goes on for half a minute after the first. `pause-7` rests for
    2.5 s in the middle.
    """
    kind, _, number = name.partition("-")
    start = int(number or 0)
    for entry in range(0 if kind == "empty" else 5):
        if entry == 2 and kind == "pause":
            time.sleep(2.5)
        if entry == 2 and kind == "torn":
            raise ValueError(f"{name} is torn")
        if entry == 2 and kind == "dead":
            os._exit(7)
        if entry == 1 and kind == "endless":
            time.sleep(LONG)
        yield start + 10 * entry, f"{name}, entry {entry}"


def workday(module: ModuleType, jobs: list[tuple[Any, ...]], workers: int) -> Any:
    """A scenario: submit the jobs, wait for all, close; the numbers and the outcomes."""
    server = module.JobServer(workers)
    numbers = [server.submit(*job) for job in jobs]
    outcomes = server.wait_all()
    server.close()
    return numbers, outcomes
