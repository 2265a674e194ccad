"""The mistakes that a hang looks like, from the more particular to the more general.

Each function looks at the scene and at the chain of waits that begins with the parent's, and
answers with a remark: the sentence that names the cause. The first that answers gives the
pattern its name, which is the function's with hyphens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from course.run.patterns_pools import (
    Chain,
    executor_terminate_race,
    pool_cannot_import,
    pool_initializer_fails,
    pool_result_after_terminate,
    pool_terminate_race,
    pool_worker_died,
    workers_of,
)
from course.run.scene import FEEDING, Held, Person, Scene
from course.run.wait_graph import cycle_from, telling, waits_for
from course.run.words import count, end_label, fate, label, name, names, unfinished


class Found(NamedTuple):
    """A pattern's name, the sentence that names the cause, and whether anything could help."""

    pattern: str
    remark: str
    hopeless: bool = False
    key: Held | None = None
    """The wait whose end would set everything going, where that is not the chain's last."""


def find(scene: Scene, chain: Chain) -> Found:
    """The first pattern that fits."""
    for pattern in _PATTERNS:
        remark = pattern(scene, chain)
        if remark is not None:
            hopeless = pattern.__name__.startswith("pool_")
            key = next(iter(scene.waiting("qjoin")), None)
            key = key if pattern is task_done_missing else None
            return Found(pattern.__name__.replace("_", "-"), remark, hopeless, key)
    return Found("unknown", "")


# -------------------------------------------------------------------------------- locks


def self_deadlock(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("acquire"):
        if wait.obj is not None and wait.obj in wait.locks:
            who = name(scene, wait.pid, first=True)
            return f"{who} holds {label(scene, wait.obj)} itself{_since(wait.locks[wait.obj])}."
    return None


def lock_order(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("acquire"):
        cycle = cycle_from(scene, wait, "acquire")
        if len(cycle) > 1:
            holds = [
                f"{label(scene, w.obj)} is held by {name(scene, scene.owners[w.obj or ''][0])}"
                f"{_since(scene.owners[w.obj or ''][1])}"
                for w in cycle
            ]
            return f"Each holds what the other one wants: {', '.join(holds)}."
    return None


def lock_never_released(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("acquire"):
        if (wait.obj or "").startswith("semaphore"):
            continue
        lock = label(scene, wait.obj)
        owner = scene.owners.get(wait.obj or "")
        if owner is None:
            dead = [p for p in scene.users(wait.obj, "acquire") if not scene.people[p].alive]
            if dead:
                return f"Nobody alive holds {lock}; {names(scene, dead)} had it and is gone."
            return f"Nobody who could release {lock} is known."
        holder = scene.people[owner[0]]
        since = _since(owner[1])
        if not holder.alive:
            spot = since.replace("since", "in")
            who = name(scene, holder.pid)
            return f"{who} acquired {lock}{spot} and ended without releasing it."
        return f"{name(scene, holder.pid, first=True)} holds {lock}{since} and has not released it."
    return None


def _since(at: tuple[str, int] | None) -> str:
    return f" since line {at[1]}" if at else ""


def semaphore_short(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("acquire"):
        if (wait.obj or "").startswith("semaphore"):
            thing = scene.thing(wait.obj)
            taken = scene.total(wait.obj, "acquire")
            given = scene.total(wait.obj, "release")
            return (
                f"{label(scene, wait.obj)} began with {thing.value}, was acquired "
                f"{count(taken, 'time')} and released {count(given, 'time')}: nothing is left."
            )
    return None


# ------------------------------------------------------------------------- queues and pipes


def both_send_first(scene: Scene, chain: Chain) -> str | None:
    return _both(
        scene, "send", "Both send first, and neither receives: the pipe is full both ways."
    )


def _both(scene: Scene, kind: str, remark: str) -> str | None:
    waits = scene.waiting(kind)
    for one in waits:
        for other in waits:
            if one.obj == other.obj and one.pid != other.pid and one.end != other.end:
                return remark
    return None


def join_before_drain(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("join"):
        child = scene.waits_of(wait.child or 0)
        for inner in [telling(child)] if child else []:
            if inner.kind in FEEDING | {"put", "send"} and _could_read(scene, inner, wait.pid):
                if inner.kind == "send":
                    what = f"receives at {end_label(scene, inner, other=True)}"
                else:
                    what = f"reads from {label(scene, inner.obj)}"
                return (
                    f"Nobody {what} while {name(scene, wait.pid)} waits for the end "
                    f"of {name(scene, inner.pid)}: take out first, join afterwards."
                )
    return None


def _could_read(scene: Scene, wait: Held, joiner: int) -> bool:
    """Whether the one who joins is the one who should read, rather than a consumer that is gone."""
    readers = scene.users(wait.obj, "get", "recv")
    return wait.kind in FEEDING or not readers or joiner in readers


def both_receive_first(scene: Scene, chain: Chain) -> str | None:
    for kind in ("recv", "get"):
        waits = [w for w in scene.waiting(kind) if scene.people[w.pid].role in ("main", "process")]
        if kind == "recv":
            found = _both(scene, "recv", "Both wait for the other one to send first.")
            if found and not _crashes(scene):
                return found
            continue
        for one in waits:
            for other in waits:
                mutual = one.pid in waits_for(scene, other) and other.pid in waits_for(scene, one)
                if mutual and one.obj != other.obj and not _crashes(scene):
                    return "Each waits for the other one to put something first."
    return None


def _crashes(scene: Scene) -> list[Person]:
    return [p for p in scene.people.values() if p.crashed and p.role in ("process", "executor")]


def producer_crashed(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("get", "recv", "wait", "qjoin", "select", "call"):
        for person in _crashes(scene):
            reads = scene.counts[person.pid, "get", wait.obj or ""]
            writes = scene.counts[person.pid, "put", wait.obj or ""]
            if wait.kind == "get" and reads and not writes:
                continue  # a consumer
            who = name(scene, person.pid, first=True)
            return f"{who} {fate(person)}; nothing comes from it any more."
    return None


def pipe_end_left_open(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("recv"):
        other = 1 - wait.end
        senders = scene.users(wait.obj, f"send {other}")
        alive = {p.pid for p in scene.living()}
        used = scene.users(wait.obj, f"send {other}", f"recv {other}")
        gone = [pid for pid in used if pid not in alive]
        senders = [pid for pid in used if pid in gone or pid in senders]
        closed = {pid for pid, obj, end in scene.closed if (obj, end) == (wait.obj, other)}
        if not senders and not closed:
            continue
        thing = scene.thing(wait.obj)
        holders = [
            p.pid
            for p in scene.living()
            if p.pid not in closed and _has_end(p, thing.maker, senders)
        ]
        if not holders and wait.pid not in closed:
            holders = [wait.pid]  # nobody else can have it, and the end does not come
        if not holders:
            continue
        end = end_label(scene, wait, other=True)
        have = "has" if len(holders) == 1 else "have"
        what = "No more will come"
        if gone and gone == senders:
            what = f"{names(scene, gone)} {'has' if len(gone) == 1 else 'have'} ended"
        return (
            f"{what}, yet {names(scene, holders)} still {have} "
            f"a copy of {end} open, so recv() cannot end with EOFError."
        )
    return None


def _has_end(person: Person, maker: int, senders: Sequence[int]) -> bool:
    """Whether a process has surely got the end: it made it, used it, or is a fork of who did."""
    if person.role not in ("main", "process"):
        return False
    return person.pid in (maker, *senders) if person.method != "fork" else True


def missing_sentinel(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("get"):
        got = scene.total(wait.obj, "get")
        if wait.pid != scene.main and got:
            same = [w.pid for w in scene.waiting("get") if w.obj == wait.obj]
            gone = [p for p in scene.users(wait.obj, "get") if p not in same]
            told = f" {names(scene, gone)} got one." if gone and scene.main not in gone else ""
            return (
                f"All {count(got, 'item')} of {label(scene, wait.obj)} have been taken; nothing "
                f"tells {names(scene, same)} that no more will come.{told}"
            )
    return None


def get_from_empty(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("get"):
        put = scene.total(wait.obj, "put")
        if not put:
            return f"Nobody has put anything into {label(scene, wait.obj)}."
        return (
            f"{label(scene, wait.obj)} is empty: put() was called {count(put, 'time')}, and "
            "everything has been taken."
        )
    for wait in scene.waiting("call"):
        if wait.method == "get":
            return f"{label(scene, wait.obj)} is empty."
    for wait in scene.waiting("recv"):
        end, other = end_label(scene, wait), end_label(scene, wait, other=True)
        here = {*scene.users(wait.obj, f"send {wait.end}", f"recv {wait.end}"), wait.pid}
        here |= {w.pid for w in scene.waiting("recv") if (w.obj, w.end) == (wait.obj, wait.end)}
        there = scene.users(wait.obj, f"send {1 - wait.end}", f"recv {1 - wait.end}")
        if len(here) > 1 and not there:
            both = names(scene, sorted(here))
            return f"What is sent at {end} comes out at {other}: {both} use the same end."
        return f"Nobody has anything to send at {other}."
    return None


def task_done_missing(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("qjoin"):
        put, done = scene.total(wait.obj, "put"), scene.total(wait.obj, "task_done")
        gone = [p for p in _crashes(scene) if scene.counts[p.pid, "get", wait.obj or ""]]
        end = f" {name(scene, gone[0].pid, first=True)} {fate(gone[0])}." if gone else ""
        return (
            f"{count(put, 'item was', 'items were')} put into {label(scene, wait.obj)}, and "
            f"task_done() was called {count(done, 'time')}: {unfinished(scene, wait)} missing.{end}"
        )
    return None


def queue_full_nobody_reads(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("put", *FEEDING, "send"):
        readers = [p for p in scene.users(wait.obj, "get", "recv") if p != wait.pid]
        if readers:
            return f"{names(scene, readers)} took from it before, but not any more."
        return "Nobody reads from it."
    return None


# ---------------------------------------------------- events, conditions, barriers and the rest


def barrier_short(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("wait"):
        if (wait.obj or "").startswith("barrier"):
            there = [w.pid for w in scene.waiting("wait") if w.obj == wait.obj]
            parties = scene.thing(wait.obj).parties
            return (
                f"{label(scene, wait.obj)} opens when {count(parties, 'process', 'processes')} "
                f"have come; {len(there)} {'is' if len(there) == 1 else 'are'} there."
            )
    return None


def condition_never_notified(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("wait"):
        if (wait.obj or "").startswith("condition"):
            calls = list(scene.happened("notify", wait.obj))
            early = [e for e in calls if float(e["t"]) < wait.since]
            if early:
                return "notify() was called before it waited, and is not remembered."
            return "Nobody calls notify()."
    return None


def event_never_set(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("wait"):
        if (wait.obj or "").startswith("event"):
            cleared = list(scene.happened("clear", wait.obj))
            return "It was cleared again." if cleared else "Nobody has called set()."
    return None


def join_of_endless_process(scene: Scene, chain: Chain) -> str | None:
    for wait in scene.waiting("join", "result", "pjoin", "pterminate"):
        busy = [wait.child] if wait.kind == "join" else [p.pid for p in workers_of(scene, wait.obj)]
        for pid in busy:
            if pid in scene.busy:
                does = scene.busy[pid]
                at = f" in {does.at[0]} line {does.at[1]}" if does.at else ""
                return f"{name(scene, pid, first=True)} was still busy{at}."
    return None


_PATTERNS: tuple[Callable[[Scene, Chain], str | None], ...] = (
    self_deadlock,
    lock_order,
    lock_never_released,
    pool_result_after_terminate,
    pool_terminate_race,
    executor_terminate_race,
    pool_initializer_fails,
    pool_cannot_import,
    pool_worker_died,
    both_send_first,
    join_before_drain,
    barrier_short,
    semaphore_short,
    task_done_missing,
    producer_crashed,
    both_receive_first,
    pipe_end_left_open,
    missing_sentinel,
    get_from_empty,
    queue_full_nobody_reads,
    condition_never_notified,
    event_never_set,
    join_of_endless_process,
)
