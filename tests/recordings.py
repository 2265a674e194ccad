"""Recordings made by hand, event by event, for the tests of the pictures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

Event = dict[str, Any]


@dataclass
class Tape:
    """Writes events as the recorder does, with a clock that is wound by hand (milliseconds)."""

    at: float = 0.0
    events: list[Event] = field(default_factory=list)

    def __call__(self, ms: float, pid: int, kind: str, ph: str = "", **more: Any) -> None:
        event: Event = {"t": 1000.0 + ms / 1000, "pid": pid, "k": kind, "at": None, **more}
        if ph:
            event["ph"] = ph
        self.events.append(event)

    def call(self, ms: float, until: float, pid: int, kind: str, **more: Any) -> None:
        """A call that returned."""
        ends = {"ok": more.pop("ok", True), "err": more.pop("err", None)}
        self(ms, pid, kind, "B", **more)
        self(until, pid, kind, "E", **more, **ends)

    def birth(
        self, ms: float, parent: int, child: int, name: str, ready: float, **more: Any
    ) -> None:
        """A process that is started and comes to its `run()`."""
        method = more.pop("method", "fork")
        cls = more.pop("cls", "Process")
        self(ms, parent, "start", child=child, name=name, daemon=False, cls=cls, **more)
        self(ready, child, "run", name=name, parent=parent, method=method)

    def death(self, ms: float, parent: int, child: int, code: int = 0) -> None:
        """A process that ends and is reaped."""
        if code >= 0:
            self(ms, child, "exit", code=code)
        self(ms + 1, parent, "reap", child=child, code=code)


def join_before_drain() -> tuple[list[Event], SimpleNamespace]:
    """The parent joins a child whose queue nobody empties; with its explanation."""
    tape = Tape()
    tape(0, 100, "obj", id="queue-1", type="Queue", label="results")
    tape.birth(1.2, 100, 101, "Worker-1", 3.0)
    tape.call(4.0, 4.2, 101, "put", obj="queue-1", size=200_000, at=["word_count", 9])
    tape(5.0, 101, "feed", "B", obj="queue-1")
    tape(4.1, 100, "join", "B", child=101, timeout=None, at=["word_count", 14])
    tape(4.6, 101, "ran", ok=True)
    explanation = SimpleNamespace(
        pattern="join-before-drain",
        sentence=(
            "The parent waits in join() for Worker-1 (word_count line 14); Worker-1 cannot end "
            "before somebody takes out of results what it has put there: the pipe is full."
        ),
        certain=True,
        waits=(
            SimpleNamespace(
                pid=100,
                name="The parent",
                doing="join() for Worker-1",
                obj=None,
                at=("word_count", 14),
                waits_for=(101,),
                ends_when="Worker-1 ends",
            ),
            SimpleNamespace(
                pid=101,
                name="Worker-1",
                doing="its feeder thread, writing to results",
                obj="queue-1",
                at=("word_count", 9),
                waits_for=(100,),
                ends_when="somebody calls get() on results",
            ),
        ),
    )
    return tape.events, explanation


def both_receive_first() -> tuple[list[Event], SimpleNamespace]:
    """Two ends of a pipe, each waiting for the other to speak."""
    tape = Tape()
    tape(0, 100, "obj", id="pipe-1", type="Pipe", label="ours")
    tape.birth(1.0, 100, 101, "Talker", 2.2)
    tape(2.3, 100, "recv", "B", obj="pipe-1", end="a", at=["talk", 21])
    tape(2.9, 101, "recv", "B", obj="pipe-1", end="b", at=["talk", 7])
    sentence = (
        "The parent waits in recv() for Talker to send something (talk line 21), and Talker waits "
        "in recv() for the parent to send something (talk line 7): neither ever speaks first."
    )
    waits = (
        SimpleNamespace(
            pid=100,
            name="The parent",
            doing="recv() on ours",
            obj="pipe-1",
            at=("talk", 21),
            waits_for=(101,),
            ends_when="Talker sends something",
        ),
        SimpleNamespace(
            pid=101,
            name="Talker",
            doing="recv() on theirs",
            obj="pipe-1",
            at=("talk", 7),
            waits_for=(100,),
            ends_when="the parent sends something",
        ),
    )
    explanation = SimpleNamespace(
        pattern="both-receive-first", sentence=sentence, waits=waits, certain=True
    )
    return tape.events, explanation


def pool_of_four(tasks: int = 12) -> list[Event]:
    """A pool of four with tasks of unlike length, mapped and waited for."""
    draw = random.Random(4)
    tape = Tape()
    tape(0, 200, "obj", id="pool-1", type="Pool", label="pool")
    workers = [201, 202, 203, 204]
    for number, pid in enumerate(workers):
        tape.birth(2 + 4 * number, 200, pid, f"ForkPoolWorker-{number + 1}", 5 + 4 * number)
    tape(20, 200, "pool", obj="pool-1", workers=4)
    for task in range(tasks):
        tape(21, 200, "task_submit", obj="pool-1", task=task, func="count_primes")
    tape(22, 200, "result", "B", obj="pool-1", task=0, at=["primes", 12])
    free = dict.fromkeys(workers, 23.0)
    for task in range(tasks):
        pid = min(free, key=lambda p: (free[p], p))
        start = free[pid] + 0.4
        end = start + draw.uniform(25, 110)
        tape.call(start, end, pid, "task", obj="pool-1", task=task, func="primes.count_primes")
        free[pid] = end
    done = max(free.values()) + 1
    tape(done, 200, "result", "E", obj="pool-1", task=0, ok=True)
    tape(done + 1, 200, "pterminate", obj="pool-1")
    for pid in workers:
        tape(done + 6, 200, "reap", child=pid, code=-15)
    return tape.events


def pipeline() -> list[Event]:
    """Two producers, a consumer, a lock, a note, a crash and a process left running."""
    tape = Tape()
    tape(0, 300, "obj", id="queue-1", type="Queue", label="jobs")
    tape(0.1, 300, "obj", id="lock-1", type="Lock", label="lock")
    tape.birth(1, 300, 301, "Producer-1", 3)
    tape.birth(2, 300, 302, "Producer-2", 4)
    tape.birth(3, 300, 303, "Consumer", 6)
    tape.birth(4, 300, 304, "Straggler", 8)
    for n, (pid, ms) in enumerate([(301, 12), (302, 15), (301, 30), (302, 33)]):
        tape.call(ms, ms + 0.3, pid, "put", obj="queue-1", at=["jobs", 5])
        tape.call(ms + 0.4, ms + 0.5, pid, "feed", obj="queue-1", size=40 + n)
    for begin, end in [(7, 12.9), (14, 15.9), (20, 30.9)]:
        tape.call(begin, end, 303, "get", obj="queue-1", at=["jobs", 11])
    tape.call(36, 36.2, 301, "acquire", obj="lock-1")
    tape.call(37, 55.2, 302, "acquire", obj="lock-1", at=["jobs", 8])
    tape(40, 301, "note", text="writing <the> file & more")
    tape(55, 301, "release", obj="lock-1")
    tape(70, 302, "release", obj="lock-1")
    tape.call(9, 81, 300, "join", child=301, at=["jobs", 30])
    tape.death(80, 300, 301)
    tape.call(82, 92, 300, "join", child=302, at=["jobs", 30])
    tape.death(90, 300, 302, code=1)
    tape.call(93, 101, 300, "join", child=303, at=["jobs", 30])
    tape.death(100, 300, 303, code=-9)
    tape(110, 300, "note", text="done")
    return tape.events


def many_processes(number: int = 32) -> list[Event]:
    """A parent and `number` children that each answer through one queue."""
    draw = random.Random(32)
    tape = Tape()
    tape(0, 400, "obj", id="queue-1", type="Queue", label="answers")
    ends = []
    for n in range(number):
        pid = 401 + n
        tape.birth(2 + 3 * n, 400, pid, f"Process-{n + 1}", 4 + 3 * n)
        end = 20 + 3 * n + draw.uniform(20, 120)
        tape.call(end - 3, end - 2.8, pid, "put", obj="queue-1", at=["many", 4])
        tape.call(end - 2.7, end - 2.5, pid, "feed", obj="queue-1", size=12)
        ends.append((end, pid))
    clock = 3.0 * number + 3
    for end, _ in sorted(ends):
        got = max(clock + 0.2, end - 2.2)
        tape.call(clock, got, 400, "get", obj="queue-1", at=["many", 12])
        clock = got + 0.1
    for end, pid in ends:
        tape.call(max(clock, end), max(clock, end) + 0.2, 400, "join", child=pid)
        tape.death(end, 400, pid)
        clock = max(clock, end) + 0.2
    return tape.events


def flood(items: int = 25_000) -> list[Event]:
    """One producer, one consumer and more small items than any picture can show."""
    draw = random.Random(1)
    tape = Tape()
    tape(0, 500, "obj", id="queue-1", type="Queue", label="numbers")
    tape(0, 500, "obj", id="lock-1", type="Lock", label="total.get_lock()")
    tape.birth(1, 500, 501, "Producer", 3)
    tape.birth(2, 500, 502, "Consumer", 4)
    put, got = 5.0, 5.2
    for _ in range(items):
        put += draw.uniform(0.01, 0.05)
        tape.call(put, put + 0.004, 501, "put", obj="queue-1", at=["flood", 5])
        got = max(got + 0.012, put + 0.02)
        tape.call(got - 0.005, got, 502, "get", obj="queue-1", at=["flood", 11])
    tape.call(4, got + 5, 500, "join", child=501)
    tape.death(put + 1, 500, 501)
    tape.call(got + 5.1, got + 7, 500, "join", child=502)
    tape.death(got + 6, 500, 502)
    return tape.events


def standstill(seconds: float = 9.8) -> list[Event]:
    """A `get` with a timeout that nobody answers."""
    tape = Tape()
    tape(0, 600, "obj", id="queue-1", type="Queue", label="answers")
    tape.birth(10, 600, 601, "Mute", 30)
    tape.call(40, 40 + seconds * 1000, 601, "get", obj="queue-1", ok=False, err="Empty")
    tape.call(60, 70 + seconds * 1000, 600, "join", child=601)
    tape.death(60 + seconds * 1000, 600, 601, code=1)
    return tape.events


def lost_update(rounds: int = 3) -> list[Event]:
    """Two sellers and one counter: the second write of a round forgets the first."""
    tape = Tape()
    tape(0, 700, "obj", id="value-1", type="Value", label="tickets")
    tape.birth(1, 700, 701, "Seller-1", 2)
    tape.birth(1.5, 700, 702, "Seller-2", 2.5)
    value, ms = 0, 4.0
    for _ in range(rounds):
        tape(ms, 701, "read", obj="value-1", value=value, at=["sell", 5])
        tape(ms + 0.4, 701, "write", obj="value-1", value=value + 1, at=["sell", 5])
        value += 1
        ms += 1
    tape(ms, 701, "read", obj="value-1", value=value, at=["sell", 5])
    tape(ms + 0.2, 702, "read", obj="value-1", value=value, at=["sell", 5])
    tape(ms + 0.6, 701, "write", obj="value-1", value=value + 1, at=["sell", 5])
    tape(ms + 0.9, 702, "write", obj="value-1", value=value + 1, at=["sell", 5])
    tape(ms + 1.4, 702, "read", obj="value-1", value=value + 1, at=["sell", 5])
    tape(ms + 1.5, 702, "write", obj="value-1", value=value + 2, at=["sell", 5])
    tape.call(3, ms + 3, 700, "join", child=701)
    tape.death(ms + 2, 700, 701)
    tape.call(ms + 3.2, ms + 4, 700, "join", child=702)
    tape.death(ms + 2.2, 700, 702)
    return tape.events


def shuffled(events: Sequence[Event], seed: int = 0) -> list[Event]:
    """The same events in another order, as processes may write them into one file."""
    copy = list(events)
    random.Random(seed).shuffle(copy)
    return copy
