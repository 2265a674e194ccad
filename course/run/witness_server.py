"""The outside half of the witness: who was at work when, by the kernel's word.

Processes of a call connect to a Unix socket and say when a piece of work begins and ends, or
wait there for others (`course.run.witness` is their half). The pid of each comes from the
kernel's credentials of the connection, the time from this clock, so a process can lie about
neither; it can only refrain from speaking. Over TCP the kernel knows no pid: there, on a student's
own machine and never a judge's, it is the one that the process says first. How many must meet at
the gate is the runner's word, and whoever has died counts no more, even if somebody keeps its
connection open. The runner's loop feeds this; nothing here blocks, and what a guest says can cost
no more than its own connection.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import struct
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from course.run import tree
from course.run.outcome import Sighting
from course.run.witness import TCP

_MAX_LINE = 4096
_MAX_SIGHTINGS = 50_000
"""Pieces of work that are remembered a call; later ones are answered but not kept."""

_MAX_GUESTS = 400
"""Connections at one time. An honest call has one a process, 256 at most; each costs the judge a
descriptor, of which it may have a thousand."""

_MAX_TABLES = 64
"""Labels under which processes can meet in one call."""

GATE = "gate"


@dataclass
class _Guest:
    connection: socket.socket
    pid: int
    process: tree.Identity | None = None
    """Who it is outside; None where the system does not tell, until it says so itself."""
    buffer: bytes = b""
    has_worked: bool = False
    working: dict[int, int] = field(default_factory=dict)

    def introduce(self, pid: int) -> None:
        """Now it is known who it is, by the pid as seen outside."""
        self.pid = tree.inner_pid(pid)
        self.process = tree.identity(pid) or tree.Identity(pid, -1)

    def cpu(self) -> float | None:
        """Its CPU clock."""
        return tree.cpu_clock(self.process.pid) if self.process and self.lives else None

    @property
    def lives(self) -> bool:
        return self.process is None or tree.identity(self.process.pid) == self.process


@dataclass
class _Table:
    """A meeting under one label: who waits, whether it has been decided, and by the clock."""

    waiting: list[tuple[float, _Guest]] = field(default_factory=list)
    met: bool | None = None
    timed_out: bool = False


class WitnessServer:
    """Listens at `address`: a path, or None for a loopback port where Unix sockets are missing."""

    def __init__(self, path: str | None) -> None:
        if path is not None:
            self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._listener.bind(path)
            os.chmod(path, 0o666)
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.listen(64)
        self._listener.setblocking(False)
        self._guests: dict[int, _Guest] = {}
        self._tables: dict[str, _Table] = {}
        self._sightings: list[Sighting] = []
        self._gate = 0
        self._clocks: dict[int, tuple[float, float]] = {}
        """By pid: its CPU clock when it first said that it works, and when it spoke last."""

    @property
    def address(self) -> str:
        """Where it listens, as `course.run.witness` takes it."""
        name = self._listener.getsockname()
        return name if isinstance(name, str) else f"{TCP}{name[0]}:{name[1]}"

    def sockets(self) -> list[int]:
        """Descriptors to watch for reading."""
        return [self._listener.fileno(), *self._guests]

    def reset(self, gate: int = 0) -> None:
        """Forget the last call. So many processes must meet at the gate of the next one."""
        self._gate = gate
        for guest in list(self._guests.values()):
            self._part(guest)
        self._tables.clear()
        self._sightings.clear()
        self._clocks.clear()

    def close(self) -> None:
        self.reset()
        self._listener.close()

    def met(self, label: str = GATE) -> bool:
        return label in self._tables and bool(self._tables[label].met)

    def timed_out(self, label: str = GATE) -> bool:
        """Whether nobody else had come when the time was over, although something still moved."""
        return label in self._tables and self._tables[label].timed_out

    def sightings(self) -> tuple[Sighting, ...]:
        return tuple(self._sightings)

    def worked(self, main: int) -> float | None:
        """CPU seconds of all who said that they work, `main` excepted; None if not known.

        Each is counted from its first `enter` to the last word it said. At the gate and with a
        `leave` a process waits for the answer, so it does not matter how late this judge is.
        """
        seen = [last - first for pid, (first, last) in self._clocks.items() if pid != main]
        return sum(seen) if seen else None

    @property
    def somebody_waits(self) -> bool:
        """Whether a process waits at a table for others."""
        return any(table.waiting for table in self._tables.values())

    def give_up(self) -> None:
        """Nobody else will come: answer all who wait that they did not meet."""
        for table in self._tables.values():
            if table.waiting:
                table.met = False
                self._release(table)

    def handle(self, ready: Iterable[int]) -> None:
        """Serve the descriptors that are ready, then answer those who have waited too long."""
        for descriptor in ready:
            if descriptor == self._listener.fileno():
                self._welcome()
            elif descriptor in self._guests:
                self._listen_to(self._guests[descriptor])
        now = time.monotonic()
        for table in self._tables.values():
            if table.waiting and min(until for until, _ in table.waiting) <= now:
                table.met, table.timed_out = False, True
                self._release(table)

    def catch_up(self) -> None:
        """Hear whatever has been said by now: on a busy machine this judge may be late."""
        for _ in range(_MAX_GUESTS):
            with selectors.DefaultSelector() as selector:
                for descriptor in self.sockets():
                    selector.register(descriptor, selectors.EVENT_READ)
                ready = [key.fd for key, _ in selector.select(0)]
            if not ready:
                return
            self.handle(ready)

    def _welcome(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except (BlockingIOError, OSError):
                return
            if len(self._guests) >= _MAX_GUESTS:
                connection.close()
                continue
            connection.setblocking(False)
            guest = _Guest(connection, -connection.fileno())
            pid = peer_pid(connection)
            if pid:
                guest.introduce(pid)
            self._guests[connection.fileno()] = guest

    def _listen_to(self, guest: _Guest) -> None:
        try:
            data = guest.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._part(guest)
            return
        guest.buffer += data
        *lines, guest.buffer = guest.buffer.split(b"\n")
        if len(guest.buffer) > _MAX_LINE:
            self._part(guest)
            return
        for line in lines:
            try:
                self._attend(guest, json.loads(line))
            except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
                self._part(guest)
                return

    def _attend(self, guest: _Guest, message: object) -> None:
        if not isinstance(message, dict):
            raise TypeError("a request is an object")
        if message["op"] == "here" and guest.process is None:
            guest.introduce(int(str(message["pid"])))
            return
        now = time.monotonic()
        self._note_cpu(guest, begins=message["op"] == "enter")
        label = str(message.get("label", ""))[:80]
        match message["op"]:
            case "enter":
                if not guest.has_worked:
                    guest.has_worked = True
                    self._lay_the_dead_to_rest()
                if len(self._sightings) < _MAX_SIGHTINGS:
                    guest.working[int(str(message["token"]))] = len(self._sightings)
                    self._sightings.append(Sighting(guest.pid, label, now, None))
                if not guest.lives:
                    # It said so before it died, and this judge is late: it was at work, but for
                    # no time that anybody else could share.
                    self._lay_to_rest(guest, now)
                self._answer(guest, True)
            case "leave":
                self._finish(guest.working.pop(int(str(message["token"])), None), now)
                self._answer(guest, True)
            case "meet":
                self._seat(
                    guest, label, int(str(message["parties"])), float(str(message["timeout"]))
                )
            case _:
                raise ValueError("unknown request")

    def _note_cpu(self, guest: _Guest, *, begins: bool) -> None:
        cpu = guest.cpu() if begins or guest.pid in self._clocks else None
        if cpu is not None:
            self._clocks[guest.pid] = (self._clocks.get(guest.pid, (cpu,))[0], cpu)

    def _seat(self, guest: _Guest, label: str, parties: int, timeout: float) -> None:
        if label not in self._tables and len(self._tables) >= _MAX_TABLES:
            raise ValueError("too many tables")
        table = self._tables.setdefault(label, _Table())
        if table.met is not None:
            self._answer(guest, table.met)
            return
        if any(other is guest for _, other in table.waiting):
            raise ValueError("it waits there already")
        table.waiting.append((time.monotonic() + timeout, guest))
        needed = self._gate if label == GATE and self._gate else parties
        if len({other.pid for _, other in table.waiting}) >= needed:
            here = {other.pid for _, other in table.waiting if other.lives}
            if len(here) >= needed:
                table.met = True
                self._release(table)

    def _release(self, table: _Table) -> None:
        for _, guest in table.waiting:
            self._answer(guest, bool(table.met))
        table.waiting.clear()

    def _answer(self, guest: _Guest, met: bool) -> None:
        with contextlib.suppress(OSError):
            guest.connection.send(json.dumps({"ok": True, "met": met}).encode() + b"\n")

    def _finish(self, index: int | None, now: float) -> None:
        if index is not None:
            begun = self._sightings[index]
            self._sightings[index] = Sighting(begun.pid, begun.label, begun.entered, now)

    def _lay_the_dead_to_rest(self) -> None:
        """Whoever has died works no more, even if another process holds its connection open.

        What they had said before is still heard: the connections stay.
        """
        now = time.monotonic()
        for guest in self._guests.values():
            if not guest.lives:
                self._lay_to_rest(guest, now)

    def _lay_to_rest(self, guest: _Guest, now: float) -> None:
        """Its work ends now, and it waits nowhere any more."""
        for index in guest.working.values():
            self._finish(index, now)
        guest.working.clear()
        for table in self._tables.values():
            if table.met is None and any(other is guest for _, other in table.waiting):
                table.waiting = [seat for seat in table.waiting if seat[1] is not guest]

    def _part(self, guest: _Guest) -> None:
        """The guest is gone."""
        self._lay_to_rest(guest, time.monotonic())
        self._guests.pop(guest.connection.fileno(), None)
        guest.connection.close()


def peer_pid(connection: socket.socket) -> int:
    """The pid at the other end as the kernel knows it; 0 where the system does not tell."""
    if sys.platform == "linux" and connection.family == socket.AF_UNIX:
        size = struct.calcsize("3i")
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        return int(struct.unpack("3i", credentials)[0])
    if sys.platform == "darwin" and connection.family == socket.AF_UNIX:
        sol_local, local_peerpid = 0, 2
        return int(connection.getsockopt(sol_local, local_peerpid))
    return 0
