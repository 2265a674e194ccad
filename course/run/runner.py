"""The outside: runs student functions under a deadline and reports what happened.

A `Runner` owns one place where student code runs (a sandbox, or a plain process tree on a
student's own machine) with one zygote in it, and makes one call at a time there. It alone
kills, it alone keeps time, and what it reports as fact it measured itself:

    start ─▶ call ─▶ [function runs: output, witness, processes and memory are watched]
                  ─▶ report, or the deadline, or certainly nothing more to come
                  ─▶ census of what is left ─▶ the call process ends ─▶ the rest is killed

A place that breaks (its zygote killed from inside, say) is thrown away; the next call gets a
fresh one. Close the runner, or leave its `with` block, and nothing of it is left.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import secrets
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from course.run import blocked, tree, wire
from course.run.call import Call, request_frame
from course.run.events import parse_events
from course.run.fresh import FreshCalls
from course.run.launch import Launch, Launcher, PlainLauncher
from course.run.outcome import LeftBehind, Leftover, Outcome, Status
from course.run.tape import STACK_SIGNAL
from course.run.witness_server import WitnessServer

__all__ = ["Call", "GraderFault", "Runner"]

KEPT_OUTPUT = 256 * 1024
"""Bytes of stdout and of stderr that an Outcome keeps, from the front."""

LAUNCHERS_DESCRIPTORS = 10
"""Descriptors below are for a launcher's command, which may open some: a sandbox its filter."""

START_SECONDS = 20.0
"""For a sandbox and its zygote to come up: usually 0.1; a busy machine may take seconds."""

STACK_SECONDS = 0.5
"""For processes to write their stacks when asked: it takes them a millisecond, if they get a
processor. Who has not by then is taken for busy."""

TICK = 0.1
"""Seconds between looks at the process tree. A look costs about 2 ms."""

CROWDED_LOOKS = 3
"""Looks in a row at which more processes than `Limits.busy` want a core before the call is cut."""

EXIT_SECONDS = 2.0
"""For the calling process to end after its function has returned. Honest ones take 0.05."""

LOOKS = 5
"""So often in a row is it seen asleep, a TICK apart, before it is said not to end."""

NOBODY_COMES_SECONDS = 1.5
"""After so long without any movement in the tree, a process at the gate waits for nobody.

Lower it and a pause between two starts looks like serial work; raise it and serial work costs more.
"""

LEAVE_SECONDS = 1.0
"""For children that are on their way out to be gone before they count as left behind."""


MAX_REPORT = 48 << 20
"""Bytes of a report; the driver keeps to the same."""

MAX_ITEMS = 2_000_000
"""Values in a report. Each takes up to 200 bytes in the judge; more would let a student's process
fill the judge's memory."""


class GraderFault(RuntimeError):
    """Something of ours failed: no sandbox, a driver that doesn't start. Never the student's."""


class Runner:
    """Calls functions of `modules` (name → text), one at a time, each in a process of its own.

    `sources` are files of ours that the inside may import: scenarios. Blocks while a call runs.
    Without `forking`, every call is a fresh interpreter: slower, and the only way on Windows.
    """

    def __init__(
        self,
        modules: Mapping[str, str],
        *,
        launcher: Launcher | None = None,
        sources: Sequence[Path] = (),
        forking: bool = hasattr(os, "fork"),
    ) -> None:
        self.modules = dict(modules)
        self.launcher: Launcher = launcher or PlainLauncher()
        self._sources = tuple(sources)
        self._forking = forking
        self._place: _Place | None = None
        self._fresh: FreshCalls | None = None

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the place and everything in it."""
        if self._place is not None:
            self._place.close()
            self._place = None
        if self._fresh is not None:
            self._fresh.close()
            self._fresh = None

    def computed(self) -> float:
        """CPU seconds of everything inside since the place was started. For measurements."""
        return self._place.computed() if self._place is not None else 0.0

    def warm_up(self) -> None:
        """Start the place now rather than with the first call."""
        if not self._forking:
            self._fresh = self._fresh or FreshCalls(self.launcher, self._sources)
        elif self._place is None:
            self._place = _Place(self.launcher, self._sources)

    def call(self, call: Call) -> Outcome:
        """Make one call and wait for its end. Raises GraderFault if there's no place to run it."""
        self.warm_up()
        if self._fresh is not None:
            try:
                return self._fresh.call(call, self.modules)
            except (OSError, ValueError, KeyError) as error:
                raise GraderFault(f"the call could not be made: {error!r}") from error
        for last_try in (False, True):
            self.warm_up()
            assert self._place is not None
            try:
                return self._place.call(call, self.modules)
            except _NotStarted as error:
                # What the last call left may have ended the zygote: not this call's fault.
                if last_try:
                    raise GraderFault(f"the call could not be made: {error.__cause__!r}") from error
            finally:
                if self._place.broken:
                    self.close()
        raise AssertionError("unreachable")

    def renew(self) -> None:
        """Throw the place away: nothing that a call did to it reaches the next one."""
        self.close()


class _NotStarted(Exception):
    """The place broke before anything of the student's was started in this call."""


class _Place:
    """A started zygote with its witness, and the process tree below it."""

    def __init__(self, launcher: Launcher, sources: tuple[Path, ...]) -> None:
        self.limits = launcher.limits
        self.broken = False
        self.ended: dict[str, Any] | None = None
        """The zygote's message that the call process is gone."""
        self.launch: Launch = launcher.prepare(sources)
        self._private = bool(self.launch.settings.get("private"))
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
        self._keepers: frozenset[int] = frozenset()
        try:
            settings = {
                "tmp": self.launch.tmp,
                "witness": self.launch.witness,
                **self.launch.settings,
            }
            self.say(settings)
            ready = self.hear()
            zygote = self._find_zygote(int(ready["ready"]))
            self._keepers = zygote
        except (OSError, ValueError, KeyError) as error:
            message = self._last_words()
            self.close()
            raise GraderFault(f"the driver did not start: {error}. {message}") from error

    # -- the conversation with the zygote

    def say(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
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
        self._zygote = chain[-1]
        return frozenset(chain)

    def _last_words(self) -> str:
        """What the sandbox wrote before it is killed. Its inner half first: the outer one alone
        would orphan it, and it would hold the pipe that is read here open for ever."""
        tree.kill(reversed(tree.below(self.process.pid)))
        _kill_group(self.process)
        try:
            _, text = self.process.communicate(timeout=LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            return ""
        return text.decode("utf-8", "replace").strip()[-2000:]

    # -- one call

    def call(self, call: Call, modules: Mapping[str, str]) -> Outcome:
        self.witness.reset(call.gate)
        self.ended = None
        watch = _Watch(call, self)
        try:
            outcome = watch.run(modules)
        except (OSError, ValueError, KeyError) as error:
            self.broken = True
            if not watch.started:
                raise _NotStarted from error
            return watch.outcome(
                Status.DIED, note=f"the sandbox broke down ({type(error).__name__}: {error})"
            )
        except BaseException:
            self.broken = True
            raise
        if outcome.status is Status.HUNG or self.process.poll() is not None:
            self.broken = self.process.poll() is not None
        return outcome

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
        these is every process of the machine looked at.
        """
        found = tree.below(self.process.pid, quick=quick or self._private)
        exact = quick or not self._private
        if not exact and {process.inner_pid() for process in found} != self._inside():
            found = tree.below(self.process.pid)
        return [process for process in found if process.pid not in self._keepers]

    def _inside(self) -> set[int]:
        """The pids that the zygote sees; none if it no longer answers."""
        try:
            return set(self.ask("progress", "events")["processes"])
        except OSError:
            return set()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.control.close()
        found = tree.below(self.process.pid)
        if self.launch.settings.get("private"):
            tree.kill(found[:1])  # the sandbox's first process: the kernel ends all others with it
        else:
            tree.kill(reversed(found))
        _kill_group(self.process)
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


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that leads a group, and its group: a sandbox that is just being made has a
    second half that a look at the tree may have come too early for."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


class _Watch:
    """Everything that is seen of one call while it runs."""

    def __init__(self, call: Call, place: _Place) -> None:
        self.call = call
        self.place = place
        self.nonce = secrets.token_hex(16)
        self.report: dict[str, Any] | None = None
        self.started = False
        self.student_began = False
        """Whether the driver has said that from now on the student's code has the word."""
        self.forged = False
        self.cut: str | None = None
        self.explanation: blocked.Explanation | None = None
        self.events: tuple[Mapping[str, Any], ...] = ()
        self.left = LeftBehind()
        self.began = time.monotonic()
        self.seconds = 0.0
        self.hung = False
        self._received = bytearray()
        self._closed = False
        """Whether the call process has closed its end of the channel, as it does to end."""
        self._output = {1: bytearray(), 2: bytearray()}
        self._output_total = 0
        self._stall = blocked.Stall()
        self._heard: dict[int, int] = {}
        """By pid: how much of its stacks has been read."""
        self._crowded = 0
        """Looks in a row at which too many processes wanted a core."""
        self._shared_before: frozenset[str] = frozenset()
        self._last_seen: list[tuple[int, float]] = []
        self._moved = time.monotonic()
        self._in_line: dict[int, float] = {}
        self._computed: dict[int, float] = {}
        self._main_before: float | None = None
        self._main_after: float | None = None
        self._workers_cpu: float | None = None

    def run(self, modules: Mapping[str, str]) -> Outcome:
        self._modules = modules
        channel, theirs = socket.socketpair()
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        self._channel = channel
        try:
            try:
                before = self.place.ask("progress", "events")
                self._shared_before = frozenset(before["shared_memory"])
                self.place.say({"call": {}}, [theirs.fileno(), out_write, err_write])
            finally:
                theirs.close()
                os.close(out_write)
                os.close(err_write)
            started = self.place.hear()
            self._inner = int(started["started"])
            self.started = True
            channel.settimeout(self.call.deadline)
            self.began = time.monotonic()
            try:
                limits = self.place.limits.for_calls()
                channel.sendall(request_frame(self.call, modules, self.nonce, limits))
            except OSError:
                pass  # it died before it had read all: `ended` will tell
            channel.setblocking(False)
            for descriptor in (out_read, err_read):
                os.set_blocking(descriptor, False)
            self._streams = {out_read: 1, err_read: 2}
            return self._follow()
        finally:
            channel.close()
            os.close(out_read)
            os.close(err_read)

    # -- while the function runs

    def _follow(self) -> Outcome:
        end = self.began + self.call.deadline
        next_look = self.began + 3 * TICK
        while self.report is None and self.place.ended is None and not self.forged:
            now = time.monotonic()
            if now >= end:
                self.hung = True
                break
            self._wait(min(end, next_look) - now)
            if time.monotonic() >= next_look and self.report is None:
                self._look()
                next_look = time.monotonic() + TICK
            if self.cut or self.hung:
                break
        self.seconds = time.monotonic() - self.began
        if self.hung and self.explanation is None:
            self.explanation = self._explain(deadline_passed=True)
        return self._finish()

    def _wait(self, seconds: float) -> None:
        """Serve whatever has something to say, for at most so long."""
        place = self.place
        selector = selectors.DefaultSelector()
        with selector:
            if not self._closed:
                selector.register(self._channel, selectors.EVENT_READ)
            selector.register(place.control, selectors.EVENT_READ)
            for descriptor in self._streams:
                selector.register(descriptor, selectors.EVENT_READ)
            for descriptor in place.witness.sockets():
                selector.register(descriptor, selectors.EVENT_READ, "witness")
            ready = selector.select(max(0.0, seconds))
        guests = []
        for key, _ in ready:
            if key.data == "witness":
                guests.append(key.fd)
            elif key.fileobj is self._channel:
                self._read_report()
            elif key.fileobj is place.control:
                place.catch_up()
            else:
                self._read_output(key.fd)
        place.witness.handle(guests)
        if guests and self._main_before is None and place.witness.met():
            self._main_before = self._main_clock()

    def _read_report(self) -> None:
        try:
            data = self._channel.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._closed = True
            if self.report is None:
                self._wait_for_end()
            return
        self._received += data
        if not self.student_began and self._received.startswith(bytes(4)):
            self.student_began = True
            del self._received[:4]
        if len(self._received) < 4:
            return
        size = int.from_bytes(self._received[:4], "big")
        if size > MAX_REPORT or len(self._received) > size + 4:
            self.forged = True
        elif len(self._received) == size + 4:
            self._open_report(bytes(self._received[4:]))

    def _open_report(self, payload: bytes) -> None:
        try:
            if _marks(payload) > MAX_ITEMS and _marks(_TEXT.sub(b"", payload)) > MAX_ITEMS:
                raise ValueError
            report = json.loads(payload)
            if report["nonce"] != self.nonce or report["status"] not in _STATUSES:
                raise ValueError
            self.report = report
            self._main_after = self._main_clock()
        except (ValueError, KeyError, TypeError, RecursionError):
            self.forged = True

    def _main_clock(self) -> float | None:
        """The CPU clock of the call process."""
        caller = self._caller(quick=True)
        return tree.cpu_clock(caller.pid) if caller is not None else None

    def _wait_for_end(self) -> None:
        """The channel was closed from inside: nothing more can come; is the process gone too?

        On a busy machine that may take long: what the kernel says of the process decides.
        """
        latest = time.monotonic() + START_SECONDS
        self.place.control.settimeout(EXIT_SECONDS)
        try:
            while self.place.ended is None:
                try:
                    message = self.place.hear()
                except TimeoutError:
                    caller = self._caller()
                    if caller is not None and not caller.is_ending:
                        self.forged = True  # alive, but it has closed what isn't its own
                        return
                    if time.monotonic() > latest:
                        raise
                    continue
                if "ended" in message:
                    self.place.ended = message
        finally:
            self.place.control.settimeout(START_SECONDS)

    def _read_output(self, descriptor: int) -> None:
        try:
            data = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return
        if not data:
            del self._streams[descriptor]
            return
        kept = self._output[self._streams[descriptor]]
        kept += data[: max(0, KEPT_OUTPUT - len(kept))]
        self._output_total += len(data)
        if self._output_total > self.place.limits.output:
            self.cut = f"it printed more than {self.place.limits.output >> 20} MB"

    def _look(self) -> None:
        """One look at the tree: memory, and whether anything still moves."""
        processes = self.place.others(quick=True)
        self._note_load(processes)
        resident = sum(process.rss for process in processes)
        if resident > self.place.limits.memory:
            self.cut = f"it used more than {self.place.limits.memory >> 20} MB of memory"
            return
        threads = len(processes)
        if threads > self.place.limits.processes:
            self.cut = f"it started more than {self.place.limits.processes} processes"
            return
        crowd = sum(process.state == "R" for process in processes) > self.place.limits.busy
        self._crowded = self._crowded + 1 if crowd else 0
        if self._crowded >= CROWDED_LOOKS:
            self.cut = f"it kept more than {self.place.limits.busy} processes busy at a time"
            return
        self._watch_the_gate(processes)
        if not self.call.record:
            return
        progress = self.place.ask("progress", "events")
        states = self._states(processes)
        if self._stall.seen(states, int(progress["events"]), time.monotonic()):
            explanation = self._explain(deadline_passed=False)
            if explanation is None or not explanation.certain:
                return
            # Stacks, events and states were read one after the other: all of the same moment?
            after = self._states(self.place.others())
            told = self.place.ask("progress", "events")["events"] != progress["events"]
            if not told and {(s.pid, s.state) for s in after} == {(s.pid, s.state) for s in states}:
                self.explanation = explanation
                self.hung = True

    def _note_load(self, processes: Sequence[tree.Process]) -> None:
        """Who computed, and who would have but stood in line for a processor."""
        for process in processes:
            self._computed[process.pid] = process.cpu
            waited = tree.stood_in_line(process.pid)
            if waited is not None:
                self._in_line[process.pid] = waited

    def _watch_the_gate(self, processes: Sequence[tree.Process]) -> None:
        """Who waits at the gate while nothing else moves need not wait until its time is over."""
        now = time.monotonic()
        seen = [(p.pid, p.cpu) for p in processes]
        if any(p.state in "RD" for p in processes) or seen != self._last_seen:
            self._last_seen, self._moved = seen, now
        elif self.place.witness.somebody_waits and now - self._moved > NOBODY_COMES_SECONDS:
            self.place.witness.give_up()

    def _states(self, processes: Sequence[tree.Process]) -> list[blocked.ProcessState]:
        inner = {process.pid: process.inner_pid() for process in processes}
        return [
            blocked.ProcessState(
                pid=inner[process.pid],
                ppid=inner.get(process.ppid, 0),
                name=_role(process),
                state=process.state_of_all(),
                cpu=process.cpu,
            )
            for process in processes
        ]

    def _explain(self, *, deadline_passed: bool) -> blocked.Explanation | None:
        """Ask every process for its stacks, and the recorder's events, who waits for whom."""
        processes = self.place.others()
        number = STACK_SIGNAL
        asked = set()
        for process in processes if number else ():
            if process.catches(number):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(process.pid, number)
                    asked.add(process.inner_pid())
        stacks = self._fresh_stacks(asked)
        return explain(
            self.events,
            stacks,
            self._states(processes),
            main_pid=self._inner,
            student_modules=frozenset(self._modules),
            deadline_passed=deadline_passed,
        )

    def _fresh_stacks(self, asked: set[int]) -> dict[int, str]:
        """What the processes that were asked have written since; an old answer would mislead."""
        until = time.monotonic() + STACK_SECONDS
        while True:
            time.sleep(0.05)
            found = self._collect()["stacks"]
            written = {int(pid): text for pid, text in found.items() if pid.isdigit()}
            fresh = {p: t for p, t in written.items() if len(t) > self._heard.get(p, 0)}
            if asked <= fresh.keys() or time.monotonic() > until:
                self._heard.update({pid: len(text) for pid, text in fresh.items()})
                return fresh

    def _collect(self) -> dict[str, Any]:
        found: dict[str, Any] = self.place.ask("collect", "collected")["collected"]
        self.events = parse_events(found["events"])
        return found

    # -- afterwards

    def _finish(self) -> Outcome:
        place = self.place
        if self.report is not None:
            self._census()
            order = b"k" if self.left else b"n"
            with contextlib.suppress(OSError):
                self._channel.send(order)
            if not self._await_exit():
                self.left.append(
                    Leftover(
                        "exit", "the process that called your function could not end by itself"
                    )
                )
        place.witness.catch_up()
        sightings, met = place.witness.sightings(), place.witness.met()
        self._workers_cpu = place.witness.worked(self._inner)
        if self._crowded >= CROWDED_LOOKS:
            place.broken = True  # one by one they would be killed more slowly than they multiply
        else:
            if self.call.record:
                self._collect()
            self._clear()
        self._sightings, self._met = sightings, met
        if self.forged:
            return self.outcome(Status.FORGED)
        if self.report is not None:
            return self._from_report(self.report)
        if self.cut:
            return self.outcome(Status.OVERRUN, note=self.cut)
        if self.hung:
            return self.outcome(Status.HUNG)
        return self.outcome(Status.DIED)

    def _census(self) -> None:
        """Count what the function left running, once whatever is on its way out has left."""
        end = time.monotonic() + LEAVE_SECONDS
        while True:
            strays = [p for p in self.place.others() if p.inner_pid() != self._inner]
            strays = [p for p in strays if not self._is_helper(p) and not self._is_reaped_for(p)]
            living = [p for p in strays if not p.is_zombie]
            if not living or time.monotonic() >= end:
                break
            self._wait(0.02)
        for process in living:
            pid = process.inner_pid()
            self.left.append(Leftover("process", f"{self._name_of(pid)} is still running", pid))
        for process in strays:
            if process.is_zombie:
                pid = process.inner_pid()
                detail = f"{self._name_of(pid)} has ended, but nobody joined it"
                self.left.append(Leftover("zombie", detail, pid))
        assert self.report is not None
        for name in self.report.get("threads", ()):
            self.left.append(Leftover("thread", f"the thread {str(name)[:60]} is still running"))
        shared = self.place.ask("progress", "events")["shared_memory"]
        for name in sorted(set(map(str, shared)) - self._shared_before):
            if name.startswith(("psm_", "wnsm_")) or self.place.launch.settings.get("private"):
                detail = f"the shared-memory block {name[:60]} was not unlinked"
                self.left.append(Leftover("shared_memory", detail))

    def _is_helper(self, process: tree.Process) -> bool:
        """The resource tracker and the fork server belong to Python, not to the student."""
        parents = {p.pid: p for p in self.place.others(quick=True)}
        parent = parents.get(process.ppid)
        if parent is None or parent.inner_pid() != self._inner:
            return False
        return _role(process) in ("resource tracker", "fork server")

    def _is_reaped_for(self, process: tree.Process) -> bool:
        """A zombie that only the zygote or the fork server can reap, and will in a moment:
        an orphan, such as the fork server that a child had for its own children."""
        if not process.is_zombie:
            return False
        helpers = {p.pid for p in self.place.others(quick=True) if self._is_helper(p)}
        return process.ppid in self.place._keepers | helpers

    def _name_of(self, pid: int) -> str:
        if not self.events and self.call.record:
            self._collect()
        for event in self.events:
            if event.get("k") == "start" and event.get("child") == pid:
                return f"the process {str(event.get('name'))[:60]}"
        return "a process"

    def _await_exit(self) -> bool:
        """Serve the call process until it is gone; False if it sleeps instead.

        One that is ending, or would if it got a processor, gets more time on a busy machine.
        """
        end = time.monotonic() + EXIT_SECONDS
        latest = time.monotonic() + START_SECONDS
        asleep = 0
        while self.place.ended is None:
            now = time.monotonic()
            if now >= end:
                caller = self._caller()
                sleeps = caller is not None and caller.state == "S" and not caller.is_ending
                asleep = asleep + 1 if sleeps else 0
                if asleep == LOOKS or now >= latest:
                    return False
                end = now + TICK
            self._wait(end - now)
        return True

    def _caller(self, *, quick: bool = False) -> tree.Process | None:
        """The call process, as the kernel shows it; None when it is gone."""
        found = [p for p in self.place.others(quick=quick) if p.inner_pid() == self._inner]
        return found[0] if found else None

    def _clear(self) -> None:
        """Kill whatever is left of the call, then wait until it is gone."""
        place = self.place
        helpers_until = time.monotonic() + (0.0 if place.launch.settings.get("private") else 1.0)
        end = time.monotonic() + 10.0
        while True:
            rest = place.others()
            if not rest and place.ended is not None:
                return
            sparing = time.monotonic() < helpers_until
            doomed = [p for p in rest if not (sparing and _role(p) == "resource tracker")]
            tree.kill(doomed)
            if not rest and place.ended is None and self._gone():
                return
            if time.monotonic() > end:
                place.broken = True
                return
            self._wait(0.01)

    def _gone(self) -> bool:
        """Nothing is left, yet nobody said that the call has ended: the zygote is gone."""
        self.place.broken = self.place.process.poll() is not None
        return self.place.broken

    def _from_report(self, report: Mapping[str, Any]) -> Outcome:
        status = Status(report["status"])
        if status is Status.GRADER and self.student_began:
            # A fault of ours is believed only of a driver that had run nothing of the student's.
            return self.outcome(Status.OVERRUN, note="its result could not be written down")
        try:
            returned = wire.decode(report["value"]) if status is Status.RETURNED else None
            error = wire.decode_error(report["error"]) if "error" in report else None
            files = {
                str(name): base64.b64decode(text) for name, text in report.get("files", {}).items()
            }
            seconds = float(report.get("seconds", self.seconds))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return self.outcome(Status.FORGED)
        return self.outcome(
            status,
            returned=returned,
            error=error,
            files=files,
            seconds=min(seconds, self.seconds),
            note=str(report.get("note", "")),
        )

    def outcome(self, status: Status, **more: Any) -> Outcome:
        ended = self.place.ended or {}
        exit_status = ended.get("ended")
        facts: dict[str, Any] = {
            "function": self.call.function,
            "method": self.call.method,
            "status": status,
            "exit_status": None
            if exit_status is None
            else os.waitstatus_to_exitcode(int(exit_status)),
            "seconds": self.seconds,
            "cpu_seconds": float(ended.get("cpu", 0.0)),
            "computed": sum(self._computed.values()),
            "main_cpu": None
            if self._main_before is None or self._main_after is None
            else self._main_after - self._main_before,
            "workers_cpu": self._workers_cpu,
            "stood_in_line": sum(self._in_line.values()) if self._in_line else None,
            "stdout": self._output[1].decode("utf-8", "replace"),
            "stderr": self._output[2].decode("utf-8", "replace"),
            "left_behind": self.left,
            "sightings": getattr(self, "_sightings", ()),
            "met": getattr(self, "_met", False),
            "events": self.events,
            "blocked": self.explanation,
        }
        return Outcome(**(facts | more))


_TEXT = re.compile(rb'"(?:[^"\\\\]|\\\\.)*"')


def _marks(payload: bytes) -> int:
    """No fewer than there are values in this JSON text."""
    return sum(map(payload.count, (b",", b"[", b"{")))


def explain(*args: Any, **kwargs: Any) -> blocked.Explanation | None:
    """`blocked.explain`, or None where a recording that no recorder of ours wrote misleads it."""
    try:
        return blocked.explain(*args, **kwargs)
    except Exception:
        return None


_STATUSES = frozenset(
    status.value
    for status in (
        Status.RETURNED,
        Status.RAISED,
        Status.MISSING,
        Status.UNIMPORTABLE,
        Status.OVERRUN,
        Status.GRADER,
    )
)


def _role(process: tree.Process) -> str:
    command = process.command()
    if "multiprocessing.resource_tracker" in command:
        return "resource tracker"
    if "multiprocessing.forkserver" in command:
        return "fork server"
    return "python"
