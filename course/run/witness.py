"""Tell the outside, as facts, which processes are at work at the same time.

    any process of a call ──one unix socket a process──▶ the witness in the runner (outside)

Whoever connects is known to the witness by the pid that the kernel vouches for, and the times
are read on the witness's clock. So what it sees is a fact, whatever the code in here claims.
Over TCP, on a student's own Windows, the kernel vouches for nobody and a process says its pid.
One request and one answer are one JSON object a line each:

    {"op": "enter", "label": "square", "token": 7}                this process begins to work
    {"op": "leave", "token": 7}                                   … and has finished
    {"op": "meet", "parties": 2, "timeout": 4.0, "label": "gate"} answered when 2 processes wait

    {"op": "here", "pid": 4711}                                   over TCP, first; not answered

Every answer is {"ok": true, "met": false}, in order. The answer to `enter` is not waited for: it
could only make the stretch of work look shorter. The one to `leave` is, so that whatever
happens after the work is also seen after it. Without a witness nothing waits and nobody meets,
and whatever goes wrong with it, nothing is raised: it is the learner's code that calls.

Samples that lessons and checks hand to student code use `meet` and `at_work`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator

Address = str
"""The path of a unix socket; where there are none, `tcp:host:port`."""

SIGHTINGS = 200
"""Stretches of work that a process reports. More of them cost a round trip each (about 50 us)
and can hardly show anything new; fewer may miss the moment in which two processes overlap."""

TCP = "tcp:"
"""Begins an address that is no path."""

LEAVE_TIMEOUT = 5.0
"""Seconds to wait for the witness's answer to `leave`. Only a dead witness takes so long."""


class _Line:
    """The connection of this process to the witness. Broken or absent, it answers nothing."""

    def __init__(self, address: Address | None) -> None:
        self.address = address
        self.reset()

    def reset(self) -> None:
        """Forget an inherited connection: it belongs to the process that opened it."""
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._unread = 0
        self._data = b""
        self._tokens = itertools.count(1)
        self.sightings = 0

    def ask(self, request: dict[str, object], wait: float | None) -> bool:
        """Send one request; with `wait`, answer whether the witness said `met` within it."""
        if self.address is None:
            return False
        with self._lock:
            for _ in range(2):  # the second time if student code has closed our descriptor
                try:
                    return self._ask(request, wait)
                except (OSError, ValueError, AttributeError):  # and not what a handler raises
                    self._hang_up()
        return False

    def _ask(self, request: dict[str, object], wait: float | None) -> bool:
        if self._socket is None:
            self._socket = _connect(self.address)
        self._socket.settimeout(LEAVE_TIMEOUT if wait is None else wait)
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        self._unread += 1
        if wait is None:
            return False
        answer: dict[str, object] = {}
        while self._unread:
            answer = json.loads(self._read_line())
            self._unread -= 1
        return answer.get("met") is True

    def _read_line(self) -> bytes:
        assert self._socket is not None
        while b"\n" not in self._data:
            piece = self._socket.recv(4096)
            if not piece:
                raise ConnectionError("the witness is gone")
            self._data += piece
        line, _, self._data = self._data.partition(b"\n")
        return line

    def _hang_up(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = None
        self._unread = 0
        self._data = b""

    def next_token(self) -> int:
        return next(self._tokens)


def _connect(address: Address | None) -> socket.socket:
    assert address is not None
    over_tcp = address.startswith(TCP)
    opened = socket.socket(socket.AF_INET if over_tcp else socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        opened.settimeout(LEAVE_TIMEOUT)
        if over_tcp:
            host, _, port = address.removeprefix(TCP).rpartition(":")
            opened.connect((host, int(port)))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.sendall(json.dumps({"op": "here", "pid": os.getpid()}).encode() + b"\n")
        else:
            opened.connect(address)
        return socket.socket(fileno=lift(opened.detach()))
    except BaseException:
        opened.close()
        raise


def lift(descriptor: int) -> int:
    """Move a descriptor of ours up, where student code seldom closes or counts descriptors."""
    try:
        import fcntl
        import resource
    except ImportError:  # not a Unix
        return descriptor
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    floor = 200 if limit == resource.RLIM_INFINITY else max(3, min(200, limit - 16))
    try:
        lifted = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, floor)
    except OSError:
        return descriptor
    os.close(descriptor)
    return lifted


_line = _Line(None)


def connect_to(address: Address | None) -> None:
    """Use the witness that listens there, or none."""
    _line._hang_up()
    _line.address = address
    _line.reset()


def after_fork() -> None:
    """In a forked child: open a connection of its own when one is needed."""
    inherited = _line._socket
    _line.reset()
    if inherited is not None:
        with contextlib.suppress(OSError):
            inherited.close()


def meet(parties: int, timeout: float = 4.0, label: str = "meet") -> bool:
    """Wait until `parties` distinct processes wait under this label; return whether they met.

    After `timeout` seconds without enough of them it returns False, and so, at once, does
    everyone who comes later. Without a witness it returns False at once.
    """
    request = {"op": "meet", "parties": parties, "timeout": timeout, "label": label}
    return _line.ask(request, timeout + LEAVE_TIMEOUT)


@contextlib.contextmanager
def sighting(label: str) -> Iterator[None]:
    """Be seen at work from here to the end of the block (at most SIGHTINGS times a process)."""
    if _line.address is None or _line.sightings >= SIGHTINGS:
        yield
        return
    _line.sightings += 1
    token = _line.next_token()
    _line.ask({"op": "enter", "label": label[:100], "token": token}, None)
    try:
        yield
    finally:
        _line.ask({"op": "leave", "token": token}, LEAVE_TIMEOUT)


@contextlib.contextmanager
def at_work(label: str) -> Iterator[None]:
    """As `sighting`, and also an event of kind `work` in the recording, if there is one."""
    recorder = sys.modules.get("course.run.recorder")
    if recorder is None:
        with sighting(label):
            yield
    else:
        with recorder.stretch("work", label=label), sighting(label):
            yield
