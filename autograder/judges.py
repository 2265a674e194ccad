"""Many judges at work on one machine: as many as keep its cores busy.

    tasks ─▶ this process ─▶ judges (processes that stay warm) ─▶ done, in any order

A judge computes little and waits much: for processes to start, at gates, for deadlines of hangs.
So there are more judges than cores, and how many more is measured: while the cores idle, another
one is let in; when they are full, one less. A judge that dies is replaced and its task given to
another; one of which judges die again and again comes back without a result.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

import psutil

from autograder import scratch
from autograder.floor import Floor

DEATHS = 3
"""Judges that may die of one task before it comes back without a result."""

JUDGES_A_CORE = 6
"""More are never let in. Each takes 60 MB, and its sandbox what the student's code takes."""

IDLE = 0.06
"""The share of the cores' time that may idle before another judge is let in. Lower it and calls
stand in line for a processor; raise it and cores idle."""

FULL = 0.01
"""Less idling than this is a full machine: one judge less."""

LOOK = 0.5
"""Seconds between two looks at how busy the machine is."""

MEMORY = 1 << 30
"""Bytes that must be free for another judge."""


@dataclass(frozen=True)
class Task:
    """`call(*args, manners=…)`, to be done by a judge. Tasks of one `kind` take about as long."""

    key: str
    kind: str
    call: Callable[..., Any]
    args: tuple[Any, ...]


@dataclass(frozen=True)
class Done:
    """A task that is over. `result` is None if `died`: its judges died."""

    key: str
    kind: str
    result: Any
    seconds: float = 0.0
    died: bool = False


@dataclass
class Costs:
    """How long tasks of each kind have taken so far."""

    _spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _count: Counter[str] = field(default_factory=Counter)

    def add(self, done: Done) -> None:
        self._spent[done.kind] += done.seconds
        self._count[done.kind] += 1

    def seconds(self, kind: str) -> float | None:
        """The mean for the kind; for an unknown one that of all, None if nothing is known."""
        if self._count[kind]:
            return self._spent[kind] / self._count[kind]
        return sum(self._spent.values()) / self._count.total() if self._count else None


def available_cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(tasks: Sequence[Task], jobs: int | None = None) -> Generator[Done]:
    """Do all tasks, roughly in their order; yields each when it is done.

    `jobs` judges work at once; None: as many as keep the cores busy. Raises whatever a task raises.
    """
    with tempfile.TemporaryDirectory(prefix="floor-", dir=scratch.home()) as floor:
        run = _Run(tasks, _Throttle(jobs), Path(floor))
        try:
            yield from run.results()
        finally:
            run.close()


class _Run:
    """The tasks that wait, those at work, and the processes that do them."""

    def __init__(self, tasks: Sequence[Task], throttle: _Throttle, floor: Path) -> None:
        self._waiting = deque(tasks)
        self._suspects: deque[Task] = deque()
        """Tasks whose judge died: each is tried with no other beside it."""
        self._suspected: set[str] = set()
        self._deaths: Counter[str] = Counter()
        self._throttle = throttle
        self._floor = floor
        self._costs = Costs()
        self._executor: ProcessPoolExecutor | None = None

    def results(self) -> Iterator[Done]:
        running: dict[Future[tuple[Any, float]], Task] = {}
        while self._waiting or self._suspects or running:
            self._let_in(running)
            over, _ = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED)
            self._throttle.look(len(running))
            broken: list[Task] = []
            for future in over:
                task = running.pop(future)
                try:
                    result, seconds = future.result()
                except BrokenProcessPool:
                    broken.append(task)
                    continue
                done = Done(task.key, task.kind, result, seconds)
                self._costs.add(done)
                yield done
            if broken:
                broken += running.values()
                running.clear()
                yield from self._bury(broken)

    def _let_in(self, running: dict[Future[tuple[Any, float]], Task]) -> None:
        if self._suspects and not running:
            task = self._suspects.popleft()
            if not self._submit(task, running):
                self._suspects.appendleft(task)
        if self._suspects or any(task.key in self._suspected for task in running.values()):
            return
        while self._waiting and len(running) < self._throttle.allowed:
            task = self._next()
            if not self._submit(task, running):
                self._waiting.appendleft(task)
                return

    def _next(self) -> Task:
        """The longest of those whose turn it is soon, so that none is left for the end."""
        near = list(self._waiting)[: 3 * self._throttle.allowed]
        task = max(near, key=lambda task: self._costs.seconds(task.kind) or 0.0)
        self._waiting.remove(task)
        return task

    def _submit(self, task: Task, running: dict[Future[tuple[Any, float]], Task]) -> bool:
        """Give it to a judge; False if one has died since somebody last looked."""
        if self._executor is None:
            self._executor = pool(self._throttle.most)
        try:
            future = self._executor.submit(_work, self._floor, task.call, task.args)
        except BrokenProcessPool:
            if not running:  # nobody else would notice
                self.close()
            return False
        running[future] = task
        return True

    def _bury(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """A judge died, and the executor with it. Whose fault it was is found out one by one."""
        self.close()
        for task in tasks:
            self._suspected.add(task.key)
            self._deaths[task.key] += len(tasks) == 1
            if self._deaths[task.key] >= DEATHS:
                yield Done(task.key, task.kind, None, died=True)
            else:
                self._suspects.append(task)

    def close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


class _Throttle:
    """How many judges may work at once, by how busy the machine is."""

    def __init__(self, jobs: int | None) -> None:
        self._least = available_cores()
        self.most = jobs or JUDGES_A_CORE * self._least
        self.allowed = jobs or self._least
        self._measures = jobs is None
        self._looked = time.monotonic()
        self._times = psutil.cpu_times()

    def look(self, running: int) -> None:
        """Let one more in while the cores idle, one less when they are full."""
        now = time.monotonic()
        if not self._measures or now - self._looked < LOOK:
            return
        before, self._times, self._looked = self._times, psutil.cpu_times(), now
        spent = sum(self._times) - sum(before)
        idle = (self._times.idle - before.idle) / spent if spent > 0 else 0.0
        roomy = running >= self.allowed and psutil.virtual_memory().available > MEMORY
        if idle > IDLE and roomy:
            self.allowed = min(self.most, self.allowed + max(1, round(idle * self._least)))
        elif idle < FULL:
            self.allowed = max(self._least, self.allowed - 1)


def _work(floor: Path, call: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, float]:
    """In a judge: do a task, and say how long it took."""
    began = time.monotonic()
    result = call(*args, manners=Floor(floor).manners)
    return result, time.monotonic() - began


def pool(size: int) -> ProcessPoolExecutor:
    """Processes that end when this one does, however it ends."""
    return ProcessPoolExecutor(
        size, mp_context=get_context("spawn"), initializer=_end_with_the_parent
    )


def _end_with_the_parent() -> None:
    """A worker of a killed run would wait for ever, and a writer write beside the next one's."""
    parent = parent_process()
    assert parent is not None

    def watch(sentinel: int) -> None:
        connection.wait([sentinel])
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
