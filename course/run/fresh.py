"""Calls where there is no fork: every one in a fresh interpreter.

For students on Windows. The runner starts the driver with `--once`; it connects back over the
loopback interface, and from there on the conversation is the one of `runner.py`: request, report,
one byte to end. There is no zygote, so this side reaps, counts and collects by itself, by psutil.
A call costs about 0.3 s more than a fork does.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import select
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from course.run import tree
from course.run.call import Call, request_frame
from course.run.census import LEAVE_SECONDS
from course.run.events import parse_events
from course.run.launch import Launch, Launcher
from course.run.outcome import LeftBehind, Leftover, Outcome, Status
from course.run.place import role_of
from course.run.report import ReportReader, members_of
from course.run.watch import KEPT_OUTPUT
from course.run.witness_server import WitnessServer

START_SECONDS = 30.0
"""For an interpreter to come up and connect: seconds on a slow disk that a scanner reads along."""

EXIT_SECONDS = 3.0
"""For the calling process to end after its function has returned."""

TICK = 0.05
"""Seconds between looks at the process tree."""


@dataclass
class _Seen:
    """What has been seen of a call so far."""

    reader: ReportReader = field(default_factory=ReportReader)
    cut: str = ""
    hung: bool = False
    seconds: float = 0.0
    left: LeftBehind = field(default_factory=LeftBehind)
    known: set[tree.Identity] = field(default_factory=set)
    """Processes below the driver at any look: they are found again if it ends before they do."""


class FreshCalls:
    """Makes calls one by one. Close it, and nothing is left."""

    def __init__(self, launcher: Launcher, sources: tuple[Path, ...]) -> None:
        self._launch: Launch = launcher.prepare(sources)
        self._limits = launcher.limits
        self._witness = WitnessServer(self._launch.witness_host)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(START_SECONDS)

    def close(self) -> None:
        self._listener.close()
        self._witness.close()
        self._launch.clean_up()

    def call(self, call: Call, modules: Mapping[str, str]) -> Outcome:
        """Make one call; raises OSError or ValueError if the driver does not come up."""
        self._witness.reset(call.gate)
        stage = Path(tempfile.mkdtemp(dir=self._launch.tmp, prefix="call-"))
        (stage / "stacks").mkdir()
        seen = _Seen()
        with (stage / "stdout").open("w+b") as out, (stage / "stderr").open("w+b") as err:
            process, channel = self._start(stage, out, err)
            began = time.monotonic()
            try:
                with channel:
                    self._follow(call, modules, seen, process, channel)
                    self._census(seen, process)
                    if seen.reader.report is not None:
                        with contextlib.suppress(OSError):
                            channel.sendall(b"k" if seen.left else b"n")
                    self._end(seen, process)
            finally:
                self._below(seen, process)
                process.kill()
                process.wait()
                _kill_all(seen.known)
            seen.seconds = seen.seconds or time.monotonic() - began
            outcome = self._outcome(call, seen, process, stage, (_text(out), _text(err)))
        shutil.rmtree(stage, ignore_errors=True)
        return outcome

    def _start(
        self, stage: Path, out: IO[bytes], err: IO[bytes]
    ) -> tuple[subprocess.Popen[bytes], socket.socket]:
        password = secrets.token_hex(16)
        port = self._listener.getsockname()[1]
        process = subprocess.Popen(
            [*self._launch.argv, "--once", "127.0.0.1", str(port), password],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=dict(self._launch.env),
        )
        try:
            channel, _ = self._listener.accept()
            channel.settimeout(START_SECONDS)
            if channel.recv(len(password) + 1) != password.encode() + b"\n":
                raise ConnectionRefusedError("somebody else connected")
            settings = {
                "tmp": self._launch.tmp,
                "stage": str(stage),
                "witness": self._witness.address,
                **self._launch.settings,
            }
            channel.sendall(json.dumps(settings).encode() + b"\n")
        except BaseException:
            process.kill()
            process.wait()
            raise
        return process, channel

    def _follow(
        self,
        call: Call,
        modules: Mapping[str, str],
        seen: _Seen,
        process: subprocess.Popen[bytes],
        channel: socket.socket,
    ) -> None:
        reader = seen.reader
        if channel.recv(1) != b"+":  # the interpreter is ready: its start is not the student's time
            raise ConnectionError("the driver did not come up")
        began = time.monotonic()
        channel.sendall(request_frame(call, modules, reader.nonce, {}))
        while reader.report is None and not (reader.forged or seen.cut or seen.hung):
            self._wait(channel)
            ended = process.poll() is not None
            self._read(reader, channel)
            if ended and reader.report is None:
                break
            seen.hung = time.monotonic() - began > call.deadline and reader.report is None
            resident = sum(p.rss for p in self._below(seen, process))
            if resident > self._limits.memory:
                seen.cut = f"it used more than {self._limits.memory >> 20} MB of memory"
        seen.seconds = time.monotonic() - began

    def _below(self, seen: _Seen, process: subprocess.Popen[bytes]) -> list[tree.Process]:
        """The processes below the driver, which are remembered."""
        found = tree.below(process.pid)
        seen.known |= {who for each in found if (who := tree.identity(each.pid)) is not None}
        return found

    def _wait(self, channel: socket.socket) -> None:
        guests = self._witness.sockets()
        ready, _, _ = select.select([channel.fileno(), *guests], [], [], TICK)
        self._witness.handle(set(ready) & set(guests))

    def _read(self, reader: ReportReader, channel: socket.socket) -> None:
        while select.select([channel], [], [], 0)[0]:
            try:
                data = channel.recv(1 << 20)
            except OSError:
                return
            if not data:
                return
            reader.feed(data)

    def _census(self, seen: _Seen, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + LEAVE_SECONDS
        living = self._strays(seen, process)
        while living and time.monotonic() < end:
            time.sleep(TICK)
            living = self._strays(seen, process)
        for stray in living:
            seen.left.append(Leftover("process", "a process is still running", stray.pid))
        for name in (seen.reader.report or {}).get("threads", ()):
            seen.left.append(Leftover("thread", f"the thread {name} is still running"))

    def _strays(self, seen: _Seen, process: subprocess.Popen[bytes]) -> list[tree.Process]:
        """Processes of the call that live, also those whose parent is gone; not Python's own."""
        below = self._below(seen, process)
        orphans = tree.still_living(seen.known - {tree.identity(each.pid) for each in below})
        found = []
        for other in (*below, *orphans):
            role = role_of(other)
            tracker = role == "resource tracker"  # lives as long as a child that knows it
            server = role == "fork server" and other.ppid == process.pid
            if not (other.is_zombie or tracker or server):
                found.append(other)
        return found

    def _end(self, seen: _Seen, process: subprocess.Popen[bytes]) -> None:
        if seen.reader.report is None or seen.left:
            return
        try:
            process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            detail = "the process that called your function could not end by itself"
            seen.left.append(Leftover("exit", detail))

    def _outcome(
        self,
        call: Call,
        seen: _Seen,
        process: subprocess.Popen[bytes],
        stage: Path,
        output: tuple[str, str],
    ) -> Outcome:
        events: tuple[Mapping[str, Any], ...] = ()
        with contextlib.suppress(OSError):
            events = parse_events((stage / "events").read_text("utf-8", "replace"))
        facts: dict[str, Any] = {
            "function": call.function,
            "method": call.method,
            "exit_status": process.returncode,
            "seconds": seen.seconds,
            "stdout": output[0],
            "stderr": output[1],
            "left_behind": seen.left,
            "sightings": self._witness.sightings(),
            "met": self._witness.met(),
            "events": events,
        }
        reader = seen.reader
        if reader.forged:
            return Outcome(status=Status.FORGED, **facts)
        if seen.cut:
            return Outcome(status=Status.OVERRUN, note=seen.cut, **facts)
        if seen.hung:
            return Outcome(status=Status.HUNG, **facts)
        if reader.report is None:
            return Outcome(status=Status.DIED, **facts)
        try:
            members = members_of(reader.report, seen.seconds)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Outcome(status=Status.FORGED, **facts)
        return Outcome(status=Status(reader.report["status"]), **(facts | members))


def _kill_all(known: set[tree.Identity]) -> None:
    """Kill what is left of a call, and wait until it is gone.

    The resource tracker ends by itself then, once it has unlinked the semaphores of the others.
    """
    end = time.monotonic() + LEAVE_SECONDS
    while (living := tree.still_living(known)) and time.monotonic() < end:
        tree.kill(p for p in living if role_of(p) != "resource tracker")
        time.sleep(0.01)
    tree.kill(living)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(KEPT_OUTPUT).decode("utf-8", "replace")
