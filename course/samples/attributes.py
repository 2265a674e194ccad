"""The couriers of topic 01_process_attributes: what lessons and checks send processes out to do.

How an errand ends is written in its argument, so that one list can hold every kind of fate, and
so that a message can name it: `errand("done-4")` returns, `errand("lost-4")` raises. Everything
here can be imported by any process, under every start method. Standard library only.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from types import ModuleType
from typing import Any

STROLL = 1.8
"""Seconds of a `stroll`. Longer than anybody who waits only "a bit", shorter than a lesson."""

TRIP = 30.0
"""Seconds of a `trip`. Longer than any deadline, so that waiting for its end shows."""


def errand(order: str) -> str:
    """Run one errand; the word before the dash says how it goes.

    `done-7` just returns · `stroll-7` takes 1.8 s · `trip-7` half a minute
    `note-7` ends by sys.exit(7) · `words-7` by sys.exit("a text") · `gone-7` by os._exit(7)
    `lost-7` raises LookupError · `struck-9` dies of signal 9 · `team-7` starts a helper process
    `stubborn-7` ignores SIGTERM and takes half a minute
    """
    kind, _, number = order.partition("-")
    match kind:
        case "stroll":
            time.sleep(STROLL)
        case "trip":
            time.sleep(TRIP)
        case "note":
            sys.exit(int(number))
        case "words":
            sys.exit(f"{order}: these are words")
        case "gone":
            os._exit(int(number))
        case "lost":
            raise LookupError(f"{order} was lost")
        case "struck":
            os.kill(os.getpid(), int(number))
            time.sleep(TRIP)
        case "team":
            helper = multiprocessing.Process(target=errand, args=(f"done-{number}",))
            helper.start()
            helper.join()
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(TRIP)
    return f"{order} is done"


def write_note(path: str, text: str) -> None:
    """Write `text` and the pid of whoever writes to the file at `path`."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{text} {os.getpid()}")


def wait_then(go: Any, order: str) -> str:
    """Wait until the event `go` is set, then run the errand."""
    go.wait()
    return errand(order)


# ------------------------------------------------- scenarios of the visible checks


def look(
    module: ModuleType, when: str, name: str | None, daemon: bool, order: str
) -> dict[str, Any]:
    """Let `describe` look at a process `when` it is "new", "running" or "over".

    Returns what `describe` said, and what the process looked like to us before and after.
    """
    go = multiprocessing.Event()
    process = multiprocessing.Process(target=wait_then, args=(go, order), name=name, daemon=daemon)
    facts: dict[str, Any] = {"here": os.getpid(), "name": process.name}
    if when == "new":
        facts["said"] = module.describe(process)
    facts["started"] = process.pid is not None
    if not facts["started"]:
        process.start()
    facts["pid"] = process.pid
    if when == "running":
        facts["said"] = module.describe(process)
    facts["untouched"] = process.is_alive()
    go.set()
    process.join()
    if when == "over":
        facts["said"] = module.describe(process)
    return facts


def copy_first_then_second_half(module: ModuleType, size: int) -> None:
    """Call `copy_range` for both halves of src.bin, in this process, into an empty dst.bin."""
    with open("dst.bin", "wb") as file:
        file.truncate(size)
    half = size // 2
    module.copy_range("src.bin", "dst.bin", 0, half)
    module.copy_range("src.bin", "dst.bin", half, size - half)
