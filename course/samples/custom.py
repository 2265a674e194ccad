"""The travel agency of topic 02_custom_process: what lessons and checks let processes do.

How an order ends is written in it, so that one list can hold every kind of fate, and so that a
message can name it: `work("report-4")` returns, `work("lost-4")` raises. Everything here can be
imported by any process, under every start method. Standard library only.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing.process import BaseProcess
from queue import Empty
from types import ModuleType
from typing import Any

SOON = 8.0
"""Seconds to wait at most for something that is sure to come if the solution is right: a spawned
child on a busy machine may take three. Nobody who is right waits that long."""

LONG = 30.0
"""Seconds of a `long` order. Longer than any deadline, so that waiting for its end shows."""

# ------------------------------------------------------------------------------ orders


class TooFar(Exception):
    """A place is out of reach."""

    def __init__(self, place: str, hours: int) -> None:
        super().__init__(place, hours)

    def __str__(self) -> str:
        return f"{self.args[0]} is {self.args[1]} hours away"


# The next one can be pickled, but not unpickled: it is rebuilt from its text alone. (Said out here
# because the lesson shows the classes and asks which of them can travel.)
class NoRoom(Exception):
    """A hotel is full."""

    def __init__(self, hotel: str, nights: int) -> None:
        super().__init__(f"no room for {nights} nights in {hotel}")


# And this one can't even be pickled.
class Sealed(Exception):
    """A place is closed to the public."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.lock = threading.Lock()


def work(order: str) -> Any:
    """Carry out one order; the word before the dash says how it goes.

    `report-7` → "report of report-7" · `none-7` → None · `zero-7` → 0 · `empty-7` → ""
    `pid-7` → the pid of who does it · `regret-7` *returns* a ValueError · `big-7` → 7 MiB
    `lost-7` raises LookupError("lost-7") · `far-7` raises TooFar("far-7", 7)
    `full-7` raises NoRoom · `sealed-7` raises Sealed · `lambda-7` returns a lambda
    `gone-7` ends by os._exit(7) · `struck-9` dies of signal 9 · `home-7` calls sys.exit(7)
    `stroll-7` takes a second · `long-7` half a minute
    """
    kind, _, number = order.partition("-")
    match kind:
        case "none":
            return None
        case "zero":
            return 0
        case "empty":
            return ""
        case "pid":
            return os.getpid()
        case "regret":
            return ValueError(order)
        case "big":
            return bytes([int(number)]) * (int(number) * 1024 * 1024)
        case "lost":
            raise LookupError(order)
        case "far":
            raise TooFar(order, int(number))
        case "full":
            raise NoRoom(order, int(number))
        case "sealed":
            raise Sealed(order)
        case "lambda":
            return lambda: order
        case "gone":
            os._exit(int(number))
        case "struck":
            os.kill(os.getpid(), int(number))
            time.sleep(LONG)
        case "home":
            sys.exit(int(number))
        case "stroll":
            time.sleep(1.0)
        case "long":
            time.sleep(LONG)
    return f"report of {order}"


# ------------------------------------------------------------------------------- notes

NOTES = "notes.txt"


def note(word: str) -> None:
    """Append a line `word pid` to the notes in the current folder, in one piece."""
    file = os.open(NOTES, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(file, f"{word} {os.getpid()}\n".encode())
    finally:
        os.close(file)


def notes() -> list[tuple[str, int]]:
    """All notes so far, oldest first."""
    try:
        with open(NOTES, encoding="utf-8") as file:
            lines = [line.split() for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return []
    return [(word, int(pid)) for word, pid in lines]


def show_sight() -> None:
    """A step: show the guests one more sight, which takes a few milliseconds."""
    time.sleep(0.005)
    note("sight")


def return_keys() -> None:
    """A cleanup: give back the keys of the bus."""
    note("keys")


# ------------------------------------------- scenarios of the visible checks, and their parts


def patience(seconds: float) -> float:
    """So many seconds, and up to twice as many on a machine that has much else to do."""
    if not hasattr(os, "getloadavg"):
        return seconds
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * min(2.0, max(1.0, load / 2))


def wait_until(condition: Callable[[], bool], seconds: float = SOON) -> bool:
    """Wait until the condition is true, or our patience is over; return whether it is."""
    end = time.monotonic() + patience(seconds)
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def take(queue: Any, count: int, processes: Iterable[Any] = (), seconds: float = SOON) -> list[Any]:
    """Up to `count` items. Ends early if all processes have ended and nothing more comes."""
    items: list[Any] = []
    end = time.monotonic() + patience(seconds)
    while len(items) < count and time.monotonic() < end:
        gone = not any(process.is_alive() for process in processes)
        try:
            items.append(queue.get(timeout=0.3 if gone else 0.1))
        except Empty:
            if gone:
                break
    return items


def see_off(process: Any, seconds: float = 4.0) -> int | str | None:
    """Wait for its end; its exit code, "endless" if it didn't end, None if it never began.

    One that did not end by itself is killed.
    """
    if not isinstance(process, BaseProcess) or process.pid is None:
        return None
    process.join(patience(seconds))
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
        return "endless"
    return code


def tick(
    module: ModuleType, n: int, interval: float, count: int = 1, wanted: int | None = None
) -> dict[str, Any]:
    """Start `count` tickers on one queue, and take the `wanted` ticks (default: all) they make."""
    out: Any = multiprocessing.Queue()
    tickers = [module.Ticker(n, interval, out) for _ in range(count)]
    for ticker in tickers:
        ticker.start()
    ticks = take(out, count * n if wanted is None else wanted, tickers)
    if wanted is not None:  # those that are still at work are not waited for
        ticks += take(out, 1, seconds=0.6)
        for ticker in tickers:
            if isinstance(ticker, BaseProcess) and ticker.pid is not None:
                ticker.kill()
    codes = [see_off(ticker) for ticker in tickers]
    return {
        "here": os.getpid(),
        "type": type(tickers[0]).__mro__[1].__name__,
        "pids": [getattr(ticker, "pid", None) for ticker in tickers],
        "ticks": ticks,
        "more": take(out, 1, seconds=0.2),
        "exitcodes": codes,
    }


def hash_files(module: ModuleType, batches: list[list[str]], workers: int = 1) -> dict[str, Any]:
    """Let workers hash files. The next batch comes half a second after the last one is done."""
    jobs: Any = multiprocessing.Queue()
    results: Any = multiprocessing.Queue()
    crew = [module.HashWorker(jobs, results) for _ in range(workers)]
    for worker in crew:
        worker.start()
    records: list[Any] = []
    waits = True
    for batch in batches:
        if records:
            crew[0].join(patience(0.5))  # nobody has told it that this is the end
            waits = waits and crew[0].is_alive()
        for path in batch:
            jobs.put(path)
        records += take(results, len(batch), crew)
    for _ in crew:
        jobs.put(None)
    codes = [see_off(worker) for worker in crew]
    return {
        "here": os.getpid(),
        "pids": [getattr(worker, "pid", None) for worker in crew],
        "records": records,
        "more": take(results, 1, seconds=0.2),
        "waits": waits,
        "unread": take(jobs, workers + 2, seconds=0.3),
        "exitcodes": codes,
    }


def call_off(
    module: ModuleType, interval: float, sights: int = 1, linger: float = 0.0
) -> dict[str, Any]:
    """Start a tour, wait for so many sights and `linger` seconds more, and call it off."""
    guide = module.Stoppable(show_sight, return_keys, interval)
    guide.start()
    wait_until(lambda: [word for word, _ in notes()].count("sight") >= sights)
    time.sleep(linger)
    guide.stop()
    code = see_off(guide)
    pid = getattr(guide, "pid", None)
    return {"here": os.getpid(), "pid": pid, "notes": notes(), "exitcode": code}
