"""The place where student code runs: a started zygote, its witness, and the process tree below.

    runner (outside) ──control socket, one JSON object a line (zygote.py lists them)──▶ zygote
                     ◀──unix socket, by the kernel's word──── whoever is at work

A launcher makes the place: a sandbox, or a plain process tree on a student's own machine. Here it
is started, spoken to, looked into and ended. What a call does in it is watch.py's business.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from course.run import nursery, tree
from course.run.launch import Launch, Launcher
from course.run.witness_server import WitnessServer

LAUNCHERS_DESCRIPTORS = 10
"""Descriptors below are for a launcher's command, which may open some: a sandbox its filter."""

START_SECONDS = 20.0
"""For a sandbox and its zygote to come up: usually 0.1; a busy machine may take seconds."""

LAST_WORDS_SECONDS = 1.0
"""For the output of a driver that did not start to end, once all that may hold it is killed."""

TICK = 0.1
"""Seconds between looks at the process tree. A look costs about 2 ms."""

ROLES = {
    nursery.NAME: "nursery",
    nursery.HELPERS["multiprocessing.resource_tracker"]: "resource tracker",
    nursery.HELPERS["multiprocessing.forkserver"]: "fork server",
}
"""Helpers that are no interpreters of their own, by the names that they give themselves."""


class GraderFault(RuntimeError):
    """Something of ours failed: no sandbox, a driver that doesn't start. Never the student's."""


class Place:
    """A started zygote with its witness, and the process tree below it."""

    def __init__(self, launcher: Launcher, sources: tuple[Path, ...]) -> None:
        self.limits = launcher.limits
        self.broken = False
        self.used = False
        """Whether a call has been made here, which may have left anything."""
        self.ended: dict[str, Any] | None = None
        """The zygote's message that the call process is gone."""
        self.session = 0
        """The session of the call, named after its process; 0 when nothing is left of it."""
        self._known: set[tree.Identity] = set()
        """Processes of the call that were there at the last look."""
        self.launch: Launch = launcher.prepare(sources)
        self.private = bool(self.launch.settings.get("private"))
        """Whether the place has pids, shared memory and a temporary folder of its own."""
        self.witness = WitnessServer(self.launch.witness_host)
        self.control, theirs = socket.socketpair()
        theirs = _above(LAUNCHERS_DESCRIPTORS, theirs)
        self.control.settimeout(START_SECONDS)
        try:
            self.process = subprocess.Popen(
                [*self.launch.argv, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=dict(self.launch.env),
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            self.launch.clean_up()
            raise GraderFault(f"could not start {self.launch.argv[0]}: {error}") from error
        finally:
            theirs.close()
        self._lines = b""
        self.keepers: frozenset[int] = frozenset()
        """Pids that belong to the place itself: sandbox and zygote."""
        try:
            settings = {
                "tmp": self.launch.tmp,
                "witness": self.launch.witness,
                **self.launch.settings,
            }
            self.say(settings)
            ready = self.hear()
            self.keepers = self._find_zygote(int(ready["ready"]))
        except (OSError, ValueError, KeyError) as error:
            message = self._last_words()
            self.close()
            raise GraderFault(f"the driver did not start: {error}. {message}") from error

    # -- the conversation with the zygote

    def say(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send a message; the descriptors go with it."""
        data = json.dumps(message).encode() + b"\n"
        if descriptors:
            socket.send_fds(self.control, [data], descriptors)
        else:
            self.control.sendall(data)

    def hear(self) -> dict[str, Any]:
        """The next message; raises OSError when the zygote is gone."""
        while b"\n" not in self._lines:
            data = self.control.recv(1 << 20)
            if not data:
                raise ConnectionResetError("the zygote has gone")
            self._lines += data
        line, _, self._lines = self._lines.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def catch_up(self) -> None:
        """Take the messages that have come already, without waiting for any."""
        self.control.setblocking(False)
        try:
            data = self.control.recv(1 << 20)
            if not data:
                raise ConnectionResetError("the zygote has gone")
            self._lines += data
        except BlockingIOError:
            pass
        finally:
            self.control.settimeout(START_SECONDS)
        while b"\n" in self._lines:
            message = self.hear()
            if "ended" in message:
                self.ended = message

    def ask(self, question: str, answer: str) -> Any:
        """Ask the zygote; remembers the end of the call if its message comes in between."""
        self.say({question: True})
        while True:
            message = self.hear()
            if "ended" in message:
                self.ended = message
            elif answer in message:
                return message

    def _find_zygote(self, inner: int) -> frozenset[int]:
        """Outer pids that belong to the place itself: sandbox and zygote."""
        chain = [self.process.pid]
        for process in tree.below(self.process.pid):
            chain.append(process.pid)
            if process.inner_pid() == inner:
                break
        self.zygote_pid = chain[-1]
        return frozenset(chain)

    def _last_words(self) -> str:
        """What the sandbox wrote before it is killed. Its inner half first: the outer one alone
        would orphan it, and it would hold the pipe that is read here open for ever."""
        tree.kill(reversed(tree.below(self.process.pid)))
        _kill_group(self.process.pid)
        self.process.kill()
        try:
            _, text = self.process.communicate(timeout=LAST_WORDS_SECONDS)
        except subprocess.TimeoutExpired:
            return ""
        return text.decode("utf-8", "replace").strip()[-2000:]

    # -- what is in the place

    def computed(self) -> float:
        """CPU seconds of everything in the place so far; 0 if it no longer answers."""
        try:
            return float(self.ask("usage", "cpu")["cpu"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0.0

    def others(self, *, quick: bool = False) -> list[tree.Process]:
        """Every process in the place but the place's own.

        A quick walk can miss one that is born or orphaned meanwhile. Where the place has its own
        pid namespace, the zygote sees exactly who is in it; only if the walk found others than
        these is every process of the machine looked at. Elsewhere orphans may have left the tree.
        """
        found = tree.below(self.process.pid, quick=quick or self.private)
        exact = quick or not self.private
        if not exact and {process.inner_pid() for process in found} != self._inside():
            found = tree.below(self.process.pid)
        found = [process for process in found if process.pid not in self.keepers]
        return found if self.private else found + self._orphans(found, quick=quick)

    def _orphans(self, found: Sequence[tree.Process], *, quick: bool) -> list[tree.Process]:
        """Those of the call that are no longer below the zygote: macOS gives them to its launchd.

        They were seen before, or (no quick look finds that out) are still in the call's session.
        """
        if self.session and not quick:
            self._known |= tree.of_session(self.session)
        present = {who for each in found if (who := tree.identity(each.pid)) is not None}
        orphans = tree.still_living(self._known - present)
        living = {process.pid for process in orphans}
        self._known = present | {who for who in self._known if who.pid in living}
        return orphans

    def find(self, inner: int, *, quick: bool = False) -> tree.Process | None:
        """The process that has this pid inside, as the kernel shows it; None when it is gone."""
        found = [p for p in self.others(quick=quick) if p.inner_pid() == inner]
        return found[0] if found else None

    def _inside(self) -> set[int]:
        """The pids that the zygote sees; none if it no longer answers."""
        try:
            return set(self.ask("progress", "events")["processes"])
        except OSError:
            return set()

    def close(self) -> None:
        """End everything in the place, and the place."""
        with contextlib.suppress(OSError):
            self.control.close()
        found = tree.below(self.process.pid)
        if self.private:
            tree.kill(found[:1])  # the sandbox's first process: the kernel ends all others with it
        else:
            if self.session:
                _kill_group(self.session)
            tree.kill([*reversed(found), *self._orphans(found, quick=False)])
        _kill_group(self.process.pid)
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()
        self.witness.close()
        self.launch.clean_up()


def _above(number: int, end: socket.socket) -> socket.socket:
    """The same end of a socket under a descriptor of at least this number."""
    import fcntl

    moved = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, number)
    end.close()
    return socket.socket(fileno=moved)


def _kill_group(leader: int) -> None:
    """Kill a process's group at once. A look at the tree may have come too early for some of it:
    the second half of a sandbox that is just being made, or the latest of a crowd."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def role_of(process: tree.Process) -> str:
    """What a process calls itself: "python", or one of the helpers that Python or the call has."""
    born = ROLES.get(process.name())
    if born is not None:
        return born
    command = process.command()
    if "multiprocessing.resource_tracker" in command:
        return "resource tracker"
    if "multiprocessing.forkserver" in command:
        return "fork server"
    return "python"
