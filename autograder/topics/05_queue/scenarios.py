"""What runs inside, beside the student's module: stages without any expected answer."""

from __future__ import annotations

import hashlib
import multiprocessing.queues
import os
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from course.run import witness
from course.samples.queue import add, bake, sell, weigh

SOON = 8.0
"""Seconds to wait at most for somebody who is sure to come if the solution is right. Less takes
a child that is slow to start for one that never comes; nobody waits longer than nothing moves."""


def slow_couriers(seconds: float) -> None:
    """From now on a queue's feeder thread in this process begins its work that much later.

    That is what a busy machine may do to anybody: `put` has returned, and nothing has arrived.
    """
    original = multiprocessing.queues.Queue._feed  # type: ignore[attr-defined]
    if hasattr(original, "late"):
        return

    def feed(*args: Any) -> None:
        time.sleep(seconds)
        original(*args)

    feed.late = True  # type: ignore[attr-defined]
    multiprocessing.queues.Queue._feed = staticmethod(feed)  # type: ignore[attr-defined]


# ------------------------------------------------------------------------ produce_consume


def sell_in_company(loaf: str) -> tuple[str, int]:
    """The loaf and the pid of its seller. The `first` is not sold before the `last` one is."""
    if loaf in ("first", "last"):
        witness.meet(2, label="counter")
    return loaf, os.getpid()


def sell_in_sight(loaf: object) -> str:
    """`sell(loaf)`, seen by the witness."""
    with witness.sighting("selling"):
        return sell(loaf)


def sell_late(loaf: object) -> str:
    """`sell_in_sight(loaf)`, by somebody whose courier is slow."""
    slow_couriers(LATE)
    return sell_in_sight(loaf)


LATE = 1.2
"""Seconds. More than the second that is often written as a timeout; each adds to every run."""


def with_slow_couriers(module: ModuleType, items: list[Any], consumers: int) -> Any:
    """What produce_consume returns where nothing arrives at once."""
    slow_couriers(LATE)
    return module.produce_consume(sell_late, items, consumers)


# ------------------------------------------------------------------------ drain_then_join


def bake_in_sight(name: str, size: int) -> bytes:
    """`bake(name, size)`, seen by the witness."""
    with witness.sighting("baking"):
        return bake(name, size)


def bake_together(name: str, size: int) -> bytes:
    """The same, once three processes are in here at the same time or 4 s are over."""
    with witness.sighting("baking"):
        witness.meet(3, label="bakery")
        return bake(name, size)


def digests(module: ModuleType, make: Callable[..., bytes], names: list[str], size: int) -> Any:
    """What drain_then_join returns, each batch replaced by its length and digest."""
    value = module.drain_then_join(make, names, size)
    if not isinstance(value, dict):
        return value
    return {
        name: (len(batch), hashlib.sha256(batch).hexdigest()) if type(batch) is bytes else batch
        for name, batch in value.items()
    }


# ----------------------------------------------------------------------- bounded_pipeline


def weigh_in_sight(item: int) -> tuple[int, int]:
    """`weigh(item)`, seen by the witness."""
    with witness.sighting("weighing"):
        return weigh(item)


def heavy(item: int) -> tuple[int, bytes]:
    """A result of 40 KB: two of them are more than a pipe holds."""
    return item, bytes([item % 256]) * 40_000


def held_first(item: int) -> tuple[int, bool, bool]:
    """The first item is held until others have been taken from the list, or nobody moves."""
    if item:
        return item, False, False
    return item, witness.meet(2, SOON, label="reaches"), witness.meet(2, 1.0, label="passes")


def lead(module: ModuleType, count: int, maxsize: int) -> Any:
    """How far the items have been taken while the first of them is still in use."""

    def items() -> Iterator[int]:
        for number in range(count):
            if number == maxsize + 1:
                witness.meet(2, SOON, label="reaches")
            if number == maxsize + 2:
                witness.meet(2, label="passes")
            yield number

    return module.bounded_pipeline(held_first, items(), maxsize)


def used_on_order(item: int) -> int:
    """Item 0 is held until a later one is asked for; item 1 tells that it is in use."""
    if item == 0:
        witness.meet(2, SOON, label="taken")
        witness.meet(2, SOON, label="go on")
    if item == 1:
        witness.meet(2, SOON, label="resumed")
    return item


def one_too_many(module: ModuleType, maxsize: int, patience: float) -> Any:
    """While item 0 is held, the queue is filled, one more item comes, then there is room again."""

    def items() -> Iterator[int]:
        yield 0
        witness.meet(2, SOON, label="taken")
        yield from range(1, maxsize + 2)
        witness.meet(2, SOON, label="go on")
        witness.meet(2, SOON, label="resumed")
        yield maxsize + 2

    return module.bounded_pipeline(used_on_order, items(), maxsize, patience)


def held_a_while(item: int) -> int:
    """Item 0 takes 0.8 s from the moment on in which the feeding side knows that it is in use."""
    if item == 0:
        witness.meet(2, SOON, label="taken")
        time.sleep(0.8)
    return item


def no_room_for_a_while(module: ModuleType, maxsize: int, patience: float | None, more: int) -> Any:
    """While item 0 is held for a while, the queue is filled and `more` items come."""

    def items() -> Iterator[int]:
        yield 0
        witness.meet(2, SOON, label="taken")
        yield from range(1, maxsize + 1 + more)

    return module.bounded_pipeline(held_a_while, items(), maxsize, patience)


# ----------------------------------------------------------------------------- job_server


def add_in_sight(left: int, right: int) -> int:
    """`add(left, right)`, seen by the witness."""
    with witness.sighting("adding"):
        return add(left, right)


def day(module: ModuleType, rounds: list[list[tuple[Any, ...]]], workers: int) -> list[Any]:
    """Submit the jobs of each round and wait for them: a list of (numbers, outcomes)."""
    server = module.JobServer(workers)
    seen = []
    for jobs in rounds:
        numbers = [server.submit(*job) for job in jobs]
        seen.append((numbers, server.wait_all()))
    server.close()
    return seen


def meet_at_work(parties: int) -> bool:
    """Whether so many processes are in here at the same time."""
    return witness.meet(parties, SOON, label="at work")


def meet_the_boss() -> bool:
    """Whether the one who submitted this job goes on while it is being done."""
    return witness.meet(2, SOON, label="boss")


def together(module: ModuleType, workers: int) -> tuple[bool, Any]:
    """One job that meets the submitter, then one for each worker, that meet each other."""
    server = module.JobServer(workers)
    server.submit(meet_the_boss)
    met = witness.meet(2, SOON, label="boss")
    for _ in range(workers):
        server.submit(meet_at_work, workers)
    outcomes = server.wait_all()
    server.close()
    return met, outcomes


def big(size: int) -> bytes:
    """A result of that many bytes, sent by a slow courier."""
    slow_couriers(0.6)
    return bytes(size)


def late_results(module: ModuleType, sizes: list[int], workers: int) -> list[Any]:
    """Two rounds whose results are on their way for a while; of each outcome how long it is."""
    slow_couriers(0.6)
    server = module.JobServer(workers)
    seen = []
    for _ in range(2):
        for size in sizes:
            server.submit(big, size)
        outcomes = server.wait_all()
        seen.append({number: (how, len(what)) for number, (how, what) in outcomes.items()})
    server.close()
    return seen


def note_down(name: str, size: int) -> bytes:
    """Leave a file that tells that this was done, then return that many bytes."""
    with witness.sighting("noting"):
        time.sleep(0.1)
        with open(name, "wb"):
            return bytes(size)


def close_at_once(module: ModuleType, names: list[str], size: int) -> Any:
    """Close right after the last submit, and again; then submit once more: what happens."""
    server = module.JobServer(2)
    for name in names:
        server.submit(note_down, name, size)
    server.close()
    done = [os.path.exists(name) for name in names]
    server.close()
    try:
        number = server.submit(note_down, "late", 1)
    except Exception as error:
        return done, error
    return done, f"submit returned {number!r}"


def make_a_lambda() -> Any:
    """A result that can't be pickled."""
    return lambda: None


def what_cannot_travel(module: ModuleType) -> Any:
    """A job and a result that can't be pickled between two that can."""
    server = module.JobServer(2)
    server.submit(sell, "rye")
    refused: Any = None
    try:
        refused = f"submit returned {server.submit(sell, lambda: None)!r}"
    except Exception as error:
        refused = error
    odd = server.submit(make_a_lambda)
    last = server.submit(sell, "oat")
    outcomes = server.wait_all()
    server.close()
    return refused, odd, last, outcomes


# ------------------------------------------------------------------------- merge_in_order


def stamps(name: str) -> Iterator[tuple[float, Any]]:
    """The entries that are written in the name itself: `anna:1,4,4`. Payloads are dicts."""
    with witness.sighting("producing"):
        for place, stamp in enumerate(name.partition(":")[2].split(",")):
            if stamp:
                yield float(stamp), {"place": place, "by": name.partition(":")[0]}


def many(name: str) -> Iterator[tuple[float, Any]]:
    """`anna:3:500:2000`: from 3 on, 500 entries with payloads of 2000 bytes."""
    _, first, count, size = name.split(":")
    for place in range(int(count)):
        yield int(first) + place // 2, bytes([place % 256]) * int(size)


def merged_lengths(module: ModuleType, names: list[str]) -> Any:
    """What merge_in_order returns, of each payload only the first byte and the length."""
    merged = module.merge_in_order(many, names)
    return [(stamp, name, (payload[0], len(payload))) for stamp, name, payload in merged]


def one_page(name: str) -> Iterator[tuple[float, Any]]:
    """Three entries, all on the same page, which is wiped in between; the courier is slow.

    The first one is written when three processes are in here, or 4 s are over.
    """
    slow_couriers(0.3)
    with witness.sighting("producing"):
        witness.meet(3, label="desk")
        page: list[str] = []
        for stamp in range(3):
            page[:] = [f"{name} at {stamp}"]
            yield stamp, page
        page[:] = ["the end"]
