"""The event file of this process: whole lines, appended, never an exception.

`waiting` and `instant` make the functions that hooks call: the first records a call that can
wait (ph B at entry, ph E at return), the second something that just happens. Both write the
first DETAIL events of their kind and object singly and then only count.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

from course.run import witness

DETAIL = 200
"""Events of one kind on one object that a process writes singly. Raising it makes fine pictures
of longer loops and slows them (about 4 us an event); lowering it loses interleavings."""

LONG = 0.002
"""Seconds from which on a wait is written singly even in a loop that is only counted."""

MORE = 5000
"""How often, in events, a process that only counts writes down how far it has come."""

MAX_BYTES = 3_000_000
"""What one process may write before it keeps to vital events (processes, objects, tasks)."""

MAX_FILE = 12_000_000
"""The same for all processes of a call together; the reader takes 16 MiB."""

MAX_LINE = 4000
"""Bytes of one line. A write of up to 4096 is not mixed with others."""

clock = time.monotonic
"""Seconds on the clock that all processes of the machine share."""


STACK_SIGNAL = int(getattr(signal, "SIGUSR1", 0))
"""On it a process writes its stacks; 0 where there is none."""


class Settings(NamedTuple):
    """What a call's recorder is to do. Small and picklable: it travels into every process.

    No dataclass: every spawned child would import `dataclasses`, which takes it 6 ms.
    """

    path: str | None
    """The file of events, made if it does not exist."""
    stacks: str | None = None
    """The folder where each process leaves `<pid>.txt`, for its stacks on a signal."""
    student_modules: frozenset[str] = frozenset()
    """Names of modules whose lines count as the learner's."""
    gate: int = 0
    """How many processes wait for one another before their first work. 0 and 1: none."""
    widen: bool = False
    """Pause after reading a shared value without its lock, so that a race is lost for sure."""
    witness: witness.Address | None = None
    """Where the witness outside listens, if there is one."""
    enabled: bool = True
    """Whether events are recorded. The rest works without."""
    signal: int = STACK_SIGNAL
    """The signal on which a process writes its stacks; 0 for none."""
    root: bool = True
    """Whether this is the process that the call began in."""


class Tape:
    """This process's way to the file of events."""

    def __init__(self) -> None:
        self.settings = Settings(path=None)
        self.on = False
        self.widen = False
        self.full = False
        self.pid = os.getpid()
        self.lost = 0
        self.skipped = 0
        self._fd = -1
        self._bytes = 0
        self._lines = 0
        self._broken_line = False

    def open(self, settings: Settings) -> None:
        self.close()
        self.settings = settings
        self.widen = settings.widen
        self.pid = os.getpid()
        self._bytes = self._lines = 0
        self.full = False
        if settings.enabled and settings.path is not None:
            self.on = True
            self._reopen()

    def close(self) -> None:
        self.on = False
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
        self._fd = -1

    def after_fork(self) -> None:
        self.pid = os.getpid()
        self.full = False
        self.lost = self.skipped = self._bytes = self._lines = 0
        if self.settings.root:
            self.settings = self.settings._replace(root=False)

    def line(self, head: str, t: float, at: str = "null", tail: str = "") -> None:
        """Write a detail. `head` is `,"k":…`; `tail` has more such members; all is JSON text."""
        if self.full:
            self.skipped += 1
        else:
            self._write(f'{{"t":{t:.6f},"pid":{self.pid}{head},"at":{at}{tail}}}\n'.encode())

    def event(self, kind: str, at: str = "null", t: float | None = None, **members: Any) -> None:
        """Write a vital event."""
        if self.on:
            when = clock() if t is None else t
            tail = "".join([f',"{name}":{as_json(value)}' for name, value in members.items()])
            head = f'{{"t":{when:.6f},"pid":{self.pid},"k":"{kind}"'
            self._write(f'{head},"at":{at}{tail}}}\n'.encode())

    def _write(self, data: bytes) -> None:
        if len(data) > MAX_LINE:
            self.lost += 1
            return
        if self._broken_line:
            data = b"\n" + data
        try:
            written = os.write(self._fd, data)
        except OSError:
            written = self._write_again(data)
        self._broken_line = 0 < written < len(data)
        self._bytes += written
        self._lines += 1
        if self._bytes > MAX_BYTES or (self._lines & 255 == 0 and self._file_is_full()):
            self.full = True

    def _write_again(self, data: bytes) -> int:
        """Student code may have closed our descriptor; the disk may be full."""
        try:
            self._reopen()
            return os.write(self._fd, data)
        except OSError:
            self.lost += 1
            return 0

    def _reopen(self) -> None:
        assert self.settings.path is not None
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        try:
            self._fd = witness.lift(os.open(self.settings.path, flags, 0o600))
        except OSError:
            self._fd = -1

    def _file_is_full(self) -> bool:
        try:
            return os.fstat(self._fd).st_size > MAX_FILE
        except OSError:
            return False


tape = Tape()
"""The tape of this process; emptied, not replaced, in a forked child."""

held: dict[str, tuple[CodeType, int] | None] = {}
"""Locks that this process has acquired and not released, and the instruction that acquired."""

_counters: list[list[Any]] = []
"""Per kind and object: count, kind, id, and the count last written down."""


def after_fork() -> None:
    """In a forked child: begin to count at zero, hold no lock."""
    tape.after_fork()
    held.clear()
    for counter in _counters:
        counter[0] = counter[3] = 0


def flush() -> None:
    """Write down what was only counted. Call it before the events are read."""
    if not tape.on:
        return
    for counter in _counters:
        if counter[0] > max(DETAIL, counter[3]):
            _tell_count(counter)
    if tape.skipped or tape.lost:
        count = tape.skipped + tape.lost
        tape.skipped = tape.lost = 0
        tape.event("more", of="*", obj=None, count=count)


def counter_of(kind: str, ident: str) -> list[Any]:
    """A fresh counter, set back in forked children and summed up by `flush`."""
    counter = [0, kind, ident, 0]
    _counters.append(counter)
    return counter


def counted(counter: list[Any], singly: int = DETAIL) -> None:
    """Say at first and then now and again how far a loop that is only counted has come."""
    if counter[0] % MORE == 0 or counter[0] == singly + 1:
        _tell_count(counter)


def _tell_count(counter: list[Any]) -> None:
    counter[3] = counter[0]
    tape.event("more", of=counter[1], obj=counter[2], count=counter[0])


# ---------------------------------------------------------------------- where, and how long


def as_json(value: Any) -> str:
    """JSON text of a plain value, cut so that a line stays short."""
    if isinstance(value, str) and len(value) > 300:
        value = value[:297] + "..."
    return json.dumps(value)


def place(frame: FrameType | None) -> str:
    """JSON of [module, line] of the nearest frame in the learner's modules, or null."""
    students = tape.settings.student_modules
    for _ in range(60):
        if frame is None:
            break
        name = frame.f_globals.get("__name__")
        if name in students:
            return f'["{name}",{frame.f_lineno}]'
        frame = frame.f_back
    return "null"


def held_elsewhere(ident: str = "") -> str:
    """JSON member for the locks that this process holds, other than this one."""
    if not held:
        return ""
    found = {
        name: _line_of(*where) if where else None
        for name, where in list(held.items())
        if name != ident
    }
    return f',"held":{json.dumps(found)}' if found else ""


def _line_of(code: CodeType, instruction: int) -> list[Any] | None:
    for start, end, line in code.co_lines():
        if start <= instruction < end and line is not None:
            return [os.path.splitext(os.path.basename(code.co_filename))[0], line]
    return None


def forever(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The timeout, as JSON, of a call that has none."""
    return "null"


def timeout_first(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The timeout of `f(timeout=None)`."""
    return _seconds(args[0] if args else kwargs.get("timeout"))


def block_timeout(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The timeout of `f(block=True, timeout=None)`: 0 if it does not block."""
    block = args[0] if args else kwargs.get("block", True)
    if not block:
        return "0"
    return _seconds(args[1] if len(args) > 1 else kwargs.get("timeout"))


def item_block_timeout(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The same for `put(item, block=True, timeout=None)`."""
    return block_timeout(args[1:], kwargs)


def _seconds(value: Any) -> str:
    return repr(float(value)) if isinstance(value, (int, float)) else "null"


# -------------------------------------------------------------------------- what hooks call


def named(function: Any, name: str) -> Any:
    """The same function under another name in stack dumps, such as "get queue-1"."""
    code = function.__code__.replace(co_name=name, co_qualname=name)
    renamed = FunctionType(
        code, function.__globals__, name, function.__defaults__, function.__closure__
    )
    renamed.__kwdefaults__ = function.__kwdefaults__
    return renamed


def bounded(kind: str, ident: str) -> Any:
    """A function `call_it(call, *args, **kwargs)` whose name says that the wait has an end."""

    def call_it(call: Any, *args: Any, **kwargs: Any) -> Any:
        return call(*args, **kwargs)

    return named(call_it, f"{kind} {ident} for a time")


def in_place_of(function: Any, original: Any) -> Any:
    """Let a hook go by the name of what it replaces; pickle and tracebacks look at it."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(function, name, getattr(original, name))
    return function


def waiting(
    kind: str,
    ident: str,
    patience: Callable[[tuple[Any, ...], dict[str, Any]], str] = forever,
    about: Callable[[Any], str] | None = None,
    result: Callable[[Any], str] | None = None,
    frees: str = "",
    plain: int = 0,
) -> Any:
    """A function `wait(call, self, *args, **kwargs)` that does `call(self, …)` and records it.

    `about` gives further JSON members from `self`; `result` those of the end, from the value.
    `frees` is a lock that is not held meanwhile.
    With only `plain` arguments the call has no timeout for sure.
    """
    counter = counter_of(kind, ident)
    head = f',"k":"{kind}","ph":"B","obj":"{ident}"'
    end = f',"k":"{kind}","ph":"E","obj":"{ident}"'
    impatient = bounded(kind, ident)

    def wait(call: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        if not tape.on:
            return call(self, *args, **kwargs)
        counter[0] = count = counter[0] + 1
        began = clock()
        if count > DETAIL and not held:
            if count % MORE == 0 or count == DETAIL + 1:
                _tell_count(counter)
            seconds = patience(args, kwargs) if len(args) > plain or kwargs else "null"
            try:
                if seconds == "null":
                    return call(self, *args, **kwargs)
                return impatient(call, self, *args, **kwargs)
            finally:
                if clock() - began > LONG:
                    at = place(sys._getframe(1))
                    tape.line(head, began, at, f',"timeout":{seconds}')
                    tape.line(end, clock(), at)
        at = place(sys._getframe(1))
        more = about(self) if about else ""
        timeout = patience(args, kwargs)
        tape.line(head, began, at, f'{more},"timeout":{timeout}{held_elsewhere(frees or ident)}')
        try:  # a full tape has no room for the timeout, so the stack says it as well
            if timeout == "null":
                value = call(self, *args, **kwargs)
            else:
                value = impatient(call, self, *args, **kwargs)
        except BaseException as error:
            tape.line(end, clock(), at, f'{more},"ok":false,"err":"{type(error).__name__}"')
            raise
        if result:
            more += result(value)
        elif value is False:
            more += ',"ok":false'
        tape.line(end, clock(), at, more)
        return value

    return named(wait, f"{kind} {ident}")


def instant(kind: str, ident: str) -> Callable[..., None]:
    """A function `tell(frame)` that records that `kind` happened to the object `ident`."""
    counter = counter_of(kind, ident)
    head = f',"k":"{kind}","obj":"{ident}"'

    def tell(frame: FrameType, tail: str = "") -> None:
        if tape.on:
            counter[0] = count = counter[0] + 1
            if count <= DETAIL:
                tape.line(head, clock(), place(frame), tail)
            elif count % MORE == 0 or count == DETAIL + 1:
                _tell_count(counter)

    return tell


@contextlib.contextmanager
def stretch(kind: str, /, **members: Any) -> Iterator[None]:
    """Record the block as one vital stretch of time, from ph B to ph E."""
    if not tape.on:
        yield
        return
    at = place(sys._getframe(2))
    tape.event(kind, at, ph="B", **members)
    try:
        yield
    except BaseException as error:
        tape.event(kind, at, ph="E", **members, ok=False, err=type(error).__name__)
        raise
    tape.event(kind, at, ph="E", **members)
