"""What a recording comes to: the lanes of its processes and the messages between them.

    events ──read──▶ Chart ──┬─▶ draw           the SVG
    (reading.py,             ├─▶ words          the same in sentences
     messages.py)            └─▶ trace_export   for a trace viewer

Times are seconds on the recording's own clock.
"""

from __future__ import annotations

import enum
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]
Place = tuple[str, int]
"""Module and line in the student's code; the module of a notebook's own cells is `cell`."""


class State(enum.StrEnum):
    """What a process is doing during a span."""

    TASK = "task"
    WAITING = "waiting"
    SENDING = "sending"
    RECEIVING = "receiving"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one state. `end` is None if the call had not returned when recording ended."""

    begin: float
    end: float | None
    state: State
    label: str
    short: str
    """What is left of the label where there is little room."""
    kind: str
    """The event's: `get`, `join`, `task`."""
    obj: str = ""
    at: Place | None = None
    failed: str = ""
    """The exception's name if the call raised."""
    events: int = 2
    """How many events it stands for."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What goes on beside a lane's main thread: a lock held, a queue's feeder thread writing."""

    begin: float
    end: float | None
    label: str
    kind: str
    """`hold` or `feed`."""
    obj: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that took no time: a note, a read, a write, a signal to others."""

    t: float
    kind: str
    label: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Calls that the recorder only counted, because there were too many to write down."""

    begin: float
    end: float
    kind: str
    label: str
    obj: str
    count: int
    total: int
    """With those that were written down one by one."""


@dataclass(frozen=True, slots=True)
class Message:
    """An item on its way, or `count` of them. `to` is None if nobody took it out."""

    sent: float
    source: int
    received: float | None
    to: int | None
    obj: str
    label: str
    way: str
    """`put` or `send`."""
    count: int = 1


@dataclass(slots=True)
class Lane:
    """One process."""

    pid: int
    name: str
    born: float
    parent: int | None = None
    method: str | None = None
    ready: float | None = None
    """When it came to its own code; None if that was not seen."""
    ran: float | None = None
    """When its `run()` was over: from then on it only tidies up."""
    died: float | None = None
    code: int | None = None
    """Exit code as `Process.exitcode` has it; None while running or unknown."""
    error: str = ""
    """Type and message of the exception that ended its `run()`."""
    stopped: bool = False
    """Somebody called `terminate()` on it, or on its pool."""
    leaked: bool = False
    """It was still there when everything was over."""
    pool: str = ""
    """The pool, executor or manager that it serves."""
    spans: list[Span] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)

    @property
    def is_root(self) -> bool:
        """Whether it is the process in which the recording began."""
        return self.parent is None

    @property
    def ending(self) -> str:
        """How it ended: `exit 0`, `SIGKILL`, or nothing if it was not seen to end."""
        if self.died is None:
            return ""
        if self.code is None:
            return "ended"
        if self.code < 0:
            return signal_name(-self.code)
        return f"exit {self.code}"

    @property
    def crashed(self) -> bool:
        """Whether it ended badly, and not because somebody ended it on purpose."""
        return self.code not in (None, 0) and not self.stopped


@dataclass(slots=True)
class Chart:
    """Everything that a picture or a text needs. `lanes`: parent first, then by birth."""

    lanes: list[Lane]
    messages: list[Message]
    begin: float
    end: float
    """Time of the last event."""
    until: float
    """When recording ended; not before `end`."""
    events: int
    counted: int
    """Events that the recorder counted without writing them down."""
    times: list[float]
    """Of all events, in order."""

    def lane(self, pid: int) -> Lane | None:
        """The lane of a process, None if it was not seen."""
        return next((lane for lane in self.lanes if lane.pid == pid), None)

    @property
    def method(self) -> str | None:
        """The start method, if it was the same for all children."""
        methods = {lane.method for lane in self.lanes if lane.method and not lane.is_root}
        return methods.pop() if len(methods) == 1 else None


def signal_name(number: int) -> str:
    """`SIGKILL` for 9; `signal 77` for what this machine has no name for."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
