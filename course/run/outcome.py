"""What one call of a student's function did: the facts that a check compares.

An `Outcome` judges nothing. Reading `value` where no value came back raises `NoValue`, which
the checks turn into the verdict that fits; so a check may be written for the good case alone.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from course.run.wire import Error

if TYPE_CHECKING:
    from course.run.blocked import Explanation


class Status(enum.StrEnum):
    """How a call ended."""

    RETURNED = "returned"
    RAISED = "raised"
    DIED = "died"
    """The calling process itself ended without a word: `os._exit`, a signal, a crash in C."""
    HUNG = "hung"
    """No answer by the deadline, or certainly none to come."""
    FORGED = "forged"
    """Something other than our driver wrote on its channel."""
    MISSING = "missing"
    """There is no such function in the student's module."""
    UNIMPORTABLE = "unimportable"
    """The module could not be imported; `error` says why."""
    OVERRUN = "overrun"
    """A limit was passed: memory, processes, output, or the size of the value."""
    GRADER = "grader"
    """A fault of ours; never the student's."""


@dataclass(frozen=True)
class Leftover:
    """Something that the call left running or lying about.

    `kind` is `process`, `zombie`, `thread`, `shared_memory` or `exit` (the calling process
    could not end by itself after its function had returned). `pid` is as seen inside.
    """

    kind: str
    detail: str
    pid: int | None = None

    def __str__(self) -> str:
        return self.detail


class LeftBehind(list[Leftover]):
    """The leftovers of a call. A list of its own, so that a failed check is called a leak."""

    def __repr__(self) -> str:
        return "nothing" if not self else "; ".join(map(str, self))


@dataclass(frozen=True)
class Sighting:
    """One stretch of work of one process, as the witness saw it.

    The pid comes from the kernel, the times (seconds, monotonic) from the witness's clock.
    `left` is None if the process never said that it was done.
    """

    pid: int
    label: str
    entered: float
    left: float | None


class NoValue(Exception):
    """The call returned no value. `outcome` says what happened instead."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.ending)
        self.outcome = outcome


@dataclass(frozen=True)
class Outcome:
    """Everything seen of one call. Times are in seconds of wall clock unless said otherwise."""

    function: str
    method: str
    status: Status
    returned: Any = None
    error: Error | None = None
    pid: int | None = None
    """Of the calling process, as seen inside; None if not known."""
    exit_status: int | None = None
    """Of the calling process: 0 or N as `sys.exit(N)`, -N for a signal. Never evidence."""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    """User and system time of the calling process and of all children that were waited for."""
    computed: float = 0.0
    """CPU seconds of all its processes, each as it was last looked at: some may be missing."""
    main_cpu: float | None = None
    """CPU seconds of the calling process alone, from when the gate opened to its report, by the
    kernel's clock; None if not known, or nobody met at the gate."""
    workers_cpu: float | None = None
    """CPU seconds of the others that the witness saw at work, while they were; None if not known.
    It vouches for processes that say so: one that computes without a word is not in it."""
    stood_in_line: float | None = None
    """Seconds that its processes were ready to run and had no processor; None if not known."""
    stdout: str = ""
    stderr: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    left_behind: LeftBehind = field(default_factory=LeftBehind)
    sightings: tuple[Sighting, ...] = ()
    met: bool = False
    """Whether as many distinct processes as the gate asked for were at work at one time."""
    gate_timed_out: bool = False
    """Whether somebody waited at the gate until the time was over, while something still moved.
    If nothing moves, or nobody waits, it was missed for certain, however busy the machine is."""
    events: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """What the recorder saw (see docs/events.md), in order of time. A claim, not a fact."""
    blocked: Explanation | None = None
    note: str = ""
    """What passed which limit, or what went wrong on our side."""

    @property
    def value(self) -> Any:
        """The returned value; raises NoValue if the call did not return one."""
        if self.status is not Status.RETURNED:
            raise NoValue(self)
        return self.returned

    @property
    def overlapping_workers(self) -> int:
        """The largest number of distinct processes that were at work at one moment."""
        return most_at_once(self.sightings)

    @property
    def worker_pids(self) -> frozenset[int]:
        """The processes, by the kernel's word, that did some of the work."""
        return frozenset(sighting.pid for sighting in self.sightings)

    def workers_at(self, label: str) -> frozenset[int]:
        """The processes, by the kernel's word, that did this work; the calling one is none."""
        return frozenset(each.pid for each in self._at(label))

    def most_at(self, label: str) -> int:
        """The largest number of such processes that were at this work at one moment."""
        return most_at_once(self._at(label))

    def _at(self, label: str) -> tuple[Sighting, ...]:
        return tuple(s for s in self.sightings if s.label == label and s.pid != self.pid)

    @property
    def ending(self) -> str:
        """How the call ended, as a student reads it."""
        called = f"`{self.function}`"
        match self.status:
            case Status.RETURNED:
                return f"{called} returned {clip(self.returned)}"
            case Status.RAISED:
                return f"{called} raised {self.error}{self._place()}"
            case Status.UNIMPORTABLE:
                return f"your module could not be imported: {self.error}{self._place()}"
            case Status.MISSING:
                return f"your module has no function or class called {called}"
            case Status.DIED:
                return f"the process that ran {called} ended at once, {self._died()}"
            case Status.HUNG if self.blocked is not None and self.blocked.certain:
                return f"{called} waits for something that will never happen"
            case Status.HUNG:
                return f"{called} was still running after {self.seconds:.1f} seconds"
            case Status.OVERRUN:
                return f"{called} was stopped: {self.note}"
            case Status.FORGED:
                return f"{called} wrote on the grader's own channel"
            case _:
                return f"{called} could not be judged: {self.note}"

    def _place(self) -> str:
        if self.error is None or not self.error.frames:
            return ""
        module, line, _ = self.error.frames[-1]
        return f" ({module} line {line})"

    def _died(self) -> str:
        if self.exit_status is None:
            return "without a word"
        if self.exit_status < 0:
            return f"killed by signal {-self.exit_status}"
        return f"with exit status {self.exit_status} and without a result"


def most_at_once(sightings: tuple[Sighting, ...]) -> int:
    """The largest number of distinct pids whose stretches of work share a moment."""
    edges: list[tuple[float, int, int]] = []
    for sighting in sightings:
        edges.append((sighting.entered, 1, sighting.pid))
        if sighting.left is not None:
            edges.append((sighting.left, 0, sighting.pid))
    depth: dict[int, int] = {}
    most = working = 0
    for _, entering, pid in sorted(edges):
        before = depth.get(pid, 0)
        depth[pid] = before + (1 if entering else -1)
        working += (depth[pid] > 0) - (before > 0)
        most = max(most, working)
    return most


def clip(value: object, limit: int = 300) -> str:
    """A value's text for a message, cut in the middle when it is long."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<a value that can't be shown: {type(error).__name__}>"
    if len(text) <= limit:
        return text
    half = limit // 2 - 4
    return f"{text[:half]} ... {text[-half:]} ({len(text):,} characters)"
