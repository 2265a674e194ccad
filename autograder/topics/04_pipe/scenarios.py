"""What runs inside, beside the student's module: stages without any expected answer."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from course.run import times, witness
from course.samples.pipe import add_one, as_text, bake, double, watch

__all__ = ["watch"]

# ---------------------------------------------------------------------------- ask


def serve(module: ModuleType, messages: list[Any]) -> dict[str, Any]:
    """Let echo_server serve in a process, as its docstring says: answers, then its exit code."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=module.echo_server, args=(theirs, ours))
    server.start()
    theirs.close()
    answers = []
    try:
        for message in messages:
            ours.send(message)
            answers.append(ours.recv())
    except (EOFError, OSError):
        answers.append("(the server has gone)")
    ours.close()
    server.join()
    return {"answers": answers, "exitcode": server.exitcode}


class Poison:
    """Whoever unpickles it is dead."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (3,)


def ask_a_mortal(module: ModuleType, before: list[Any]) -> Any:
    """Call ask with a message of which the server dies behind the others."""
    return module.ask([*before, Poison()])


def ask_with_a_gift(module: ModuleType, before: list[Any]) -> dict[str, Any]:
    """Call ask with a gift behind the other messages; the answers, and where the gift has been."""
    gift = Gift("answer", 10)
    *answers, last = module.ask([*before, gift])
    same = getattr(last, "content", None) == gift.content
    return {"answers": answers, "same": same, "here": os.getpid(), "trail": _trail_of(last)}


# ----------------------------------------------------------------- watch_progress


def bake_until_noticed(job: str, report: Callable[[Any], None]) -> None:
    """As `bake`; but `waiting-…` reports 10, and later whether it was noticed that another job
    had reported 75 or crashed meanwhile."""
    if job.startswith("waiting"):
        report(10)
        report("noticed" if witness.meet(2, label="noticed") else "not noticed")
    else:
        bake(job, report)


def watch_closely(module: ModuleType, jobs: list[str], sign: Any) -> dict[str, Any]:
    """Call watch_progress; whoever is told `sign` meets the job that waits for it."""
    told: list[tuple[str, Any]] = []

    def tell(job: str, what: Any) -> None:
        told.append((job, what))
        if what == sign and not job.startswith("waiting"):
            witness.meet(2, label="noticed")

    value = module.watch_progress(bake_until_noticed, jobs, tell)
    return {"value": value, "told": told}


def watch_a_nap(module: ModuleType, jobs: list[str]) -> dict[str, Any]:
    """Call watch_progress; for how many seconds this process computed and slept meanwhile."""
    computed, slept = time.process_time(), times.asleep()
    value = module.watch_progress(bake, jobs, lambda job, what: None)
    return {
        "value": value,
        "busy": time.process_time() - computed,
        "asleep": max(0.0, times.asleep() - slept),
    }


# ----------------------------------------------------------------------- pipeline


def add_one_in_sight(n: int) -> int:
    with witness.sighting("add one"):
        return add_one(n)


def double_in_sight(n: int) -> int:
    with witness.sighting("double"):
        return double(n)


def as_text_in_sight(n: object) -> str:
    with witness.sighting("as text"):
        return as_text(n)


def station_0(item: list[Any]) -> list[Any]:
    return _station(0, item)


def station_1(item: list[Any]) -> list[Any]:
    return _station(1, item)


def station_2(item: list[Any]) -> list[Any]:
    return _station(2, item)


def _station(place: int, item: list[Any]) -> list[Any]:
    """Item 2 here, item 1 in the next station, item 0 in the last: these three meet."""
    number, *met = item
    if number + place == 2:
        met.append(witness.meet(3, label="stations"))
    return [number, *met]


# ----------------------------------------------------------------------- exchange


class Gift:
    """Something that remembers by which processes it was sent and got."""

    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self.size = size
        self.trail: list[tuple[str, int]] = []
        self.content = os.urandom(size)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"trail": [*self.trail, ("sent", os.getpid())]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.trail.append(("got", os.getpid()))


def _trail_of(gift: Any) -> Any:
    return getattr(gift, "trail", [])


def swap(module: ModuleType, sizes: tuple[int, int]) -> dict[str, Any]:
    """Let two gifts be exchanged; what came back, and by which hands."""
    gifts = [Gift("a", sizes[0]), Gift("b", sizes[1])]
    contents = {gift.name: gift.content for gift in gifts}
    value = module.exchange(*gifts)
    found = []
    for gift in value or ():
        same = getattr(gift, "content", None) == contents.get(getattr(gift, "name", ""))
        found.append((getattr(gift, "name", None), same, _trail_of(gift)))
    return {"type": type(value).__name__, "gifts": found, "here": os.getpid()}


def swap_with_poison(module: ModuleType, place: int, size: int) -> Any:
    """Exchange something of which the process that gets it dies."""
    pair: list[Any] = [b"x" * size, b"y" * size]
    pair[place] = [b"z" * size, Poison()]
    return repr(module.exchange(*pair))[:200]
