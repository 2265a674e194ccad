"""The bakery of topic 04_pipe: what lessons and checks hand to processes joined by pipes.

How a job goes is written in its name, so that one list can hold every kind of fate, and so that
a message can name it: `bake("bread-4", report)` reports and returns, `bake("burnt-4", report)`
raises. Everything here can be imported by any process, under every start method. Standard
library only.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

LETTER = 300_000
"""Characters of a `letter`: more than the buffer of any pipe, so that sending it has to wait for
a reader."""

Report = Callable[[Any], None]


def bake(job: str, report: Report) -> None:
    """Do one job and report how far it is; the word before the dash says how it goes.

    `bread-7` reports 25, 50, 75, 100 · `mute-7` reports nothing · `odd-7` reports 0, None, ""
    `letter-7` reports 50, a text of 300,000 characters, 100 · `roll-7` as bread, 0.2 s a report
    `nap-7` reports 10, sleeps for 2 seconds, reports 100
    `burnt-7` reports 25, 50 and raises ValueError · `faint-7` reports 30 and ends by os._exit(7)
    `struck-7` reports 20 and dies of SIGKILL · `gone-7` ends by os._exit(7) before any report
    `home-7` reports 60 and ends by sys.exit(7)
    """
    kind, _, number = job.partition("-")
    match kind:
        case "bread" | "roll":
            for percent in (25, 50, 75, 100):
                if kind == "roll":
                    time.sleep(0.2)
                report(percent)
        case "odd":
            for what in (0, None, ""):
                report(what)
        case "letter":
            for what in (50, number[:1] * LETTER, 100):
                report(what)
        case "nap":
            report(10)
            time.sleep(2.0)
            report(100)
        case "burnt":
            report(25)
            report(50)
            raise ValueError(f"{job} is burnt")
        case "faint":
            report(30)
            os._exit(int(number))
        case "struck":
            report(20)
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            time.sleep(30)
        case "gone":
            os._exit(int(number))
        case "home":
            report(60)
            sys.exit(int(number))


def tell_nobody(job: str, what: Any) -> None:
    """For those who only want the answer at the end."""


# ------------------------------------------------------------------ stations of a chain


def add_one(n: int) -> int:
    """n + 1"""
    return n + 1


def double(n: int) -> int:
    """2 * n"""
    return 2 * n


def as_text(n: object) -> str:
    """`<n>`: two of these in a row show their order."""
    return f"<{n}>"


def pass_on(item: Any) -> Any:
    """The item as it is."""
    return item


def inverted(data: bytes) -> bytes:
    """Each byte b becomes 255 - b."""
    return data.translate(_INVERTED)


_INVERTED = bytes(range(255, -1, -1))


def rotated(data: bytes) -> bytes:
    """The first byte moves to the end."""
    return data[1:] + data[:1]


def picky(item: Any) -> Any:
    """The item as it is, but a text or bytes that begin with "bad" raise ValueError."""
    if item[:3] in ("bad", b"bad"):
        raise ValueError("this one is bad")
    return item


def deadly(item: Any) -> Any:
    """The item as it is, but whoever works on `bad…` is dead on the spot, with exit code 3."""
    if item[:3] in ("bad", b"bad"):
        os._exit(3)
    return item


def fleeting(item: Any) -> Any:
    """The item as it is, but whoever works on `bad…` goes home at once, with exit code 0."""
    if item[:3] in ("bad", b"bad"):
        os._exit(0)
    return item


# ---------------------------------------------------------------- stages for visible checks


def watch(module: ModuleType, jobs: list[str]) -> dict[str, Any]:
    """Call watch_progress; return its value and everything that was told."""
    told: list[tuple[str, Any]] = []
    value = module.watch_progress(bake, jobs, lambda job, what: told.append((job, what)))
    return {"value": value, "told": told}
