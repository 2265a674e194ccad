"""One call in a place, watched from its start to its end.

    start ─▶ [function runs: output, witness, processes and memory are watched]
          ─▶ report, or the deadline, or certainly nothing more to come
          ─▶ census of what is left ─▶ the call process ends ─▶ the rest is killed

What is seen here is fact; what the report and the recording say is claim.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from course.run import blocked, tree
from course.run.call import Call, request_frame
from course.run.census import EXIT_SECONDS, Census
from course.run.claims import Claims
from course.run.deadlock import DeadlockDetector
from course.run.outcome import Leftover, Outcome, Sighting, Status
from course.run.place import START_SECONDS, TICK, Place
from course.run.report import ReportReader, members_of
from course.run.stillness import Stillness
from course.run.usage import Usage

KEPT_OUTPUT = 256 * 1024
"""Bytes of stdout and of stderr that an Outcome keeps, from the front."""


class NotStarted(Exception):
    """The place broke before anything of the student's was started in this call."""


def run_call(place: Place, call: Call, modules: Mapping[str, str]) -> Outcome:
    """Make one call and wait for its end. A place that it breaks is marked as broken.

    Raises NotStarted if it was broken before.
    """
    place.witness.reset(call.gate)
    place.ended = None
    watch: _Watch | None = None
    try:
        with _started(place) as process:
            place.used = True
            watch = _Watch(call, place, process, modules)
            outcome = watch.run()
    except (OSError, ValueError, KeyError) as error:
        place.broken = True
        if watch is None:
            raise NotStarted from error
        return watch.outcome(
            Status.DIED, note=f"the sandbox broke down ({type(error).__name__}: {error})"
        )
    except BaseException:
        place.broken = True
        raise
    place.broken = place.broken or place.process.poll() is not None
    return outcome


@dataclass(frozen=True)
class _CallProcess:
    """A call process that waits for its request, and our ends of what joins us to it."""

    pid: int
    """As seen inside."""
    channel: socket.socket
    stdout: int
    stderr: int
    shared_before: frozenset[str]
    """The shared-memory blocks that were there before it."""


@contextmanager
def _started(place: Place) -> Iterator[_CallProcess]:
    """Let the zygote fork a call process; closes our ends afterwards."""
    channel, theirs = socket.socketpair()
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    try:
        try:
            before = place.ask("progress", "events")
            place.say({"call": {}}, [theirs.fileno(), out_write, err_write])
        finally:
            theirs.close()
            os.close(out_write)
            os.close(err_write)
        place.session = pid = int(place.hear()["started"])
        yield _CallProcess(pid, channel, out_read, err_read, frozenset(before["shared_memory"]))
    finally:
        channel.close()
        os.close(out_read)
        os.close(err_read)


class _Watch:
    """Everything that is seen of one call while it runs."""

    def __init__(
        self, call: Call, place: Place, process: _CallProcess, modules: Mapping[str, str]
    ) -> None:
        self._call = call
        self._place = place
        self._process = process
        self._modules = modules
        self._reader = ReportReader()
        self._usage = Usage(place.limits)
        self._claims = Claims(place)
        self._deadlock = DeadlockDetector(place, self._claims, process.pid, frozenset(modules))
        self._census = Census(place, process.pid, process.shared_before, self._serve)
        self._began = time.monotonic()
        self._seconds = 0.0
        self._cut: str | None = None
        self._hung = False
        self._explanation: blocked.Explanation | None = None
        self._closed = False
        """Whether the call process has closed its end of the channel, as it does to end."""
        self._streams = {process.stdout: 1, process.stderr: 2}
        self._output = {1: bytearray(), 2: bytearray()}
        self._output_total = 0
        self._stillness = Stillness()
        self._main_before: float | None = None
        self._main_after: float | None = None
        self._workers_cpu: float | None = None
        self._sightings: tuple[Sighting, ...] = ()
        self._met = self._gate_timed_out = False

    def run(self) -> Outcome:
        """Send the request, and watch until nothing of the call is left."""
        channel = self._process.channel
        channel.settimeout(self._call.deadline)
        self._began = time.monotonic()
        try:
            limits = self._place.limits.for_calls()
            nonce = self._reader.nonce
            frame = request_frame(self._call, self._modules, nonce, limits, forking=True)
            channel.sendall(frame)
        except OSError:
            pass  # it died before it had read all: `ended` will tell
        channel.setblocking(False)
        for descriptor in self._streams:
            os.set_blocking(descriptor, False)
        self._follow()
        return self._finish()

    # -- while the function runs

    def _follow(self) -> None:
        end = self._began + self._call.deadline
        next_look = self._began + 3 * TICK
        reader = self._reader
        while reader.report is None and self._place.ended is None and not reader.forged:
            now = time.monotonic()
            if now >= end:
                self._hung = True
                break
            self._serve(min(end, next_look) - now)
            if time.monotonic() >= next_look and reader.report is None:
                self._look()
                next_look = time.monotonic() + TICK
            if self._cut or self._hung:
                break
        self._seconds = time.monotonic() - self._began
        if self._hung and self._explanation is None:
            self._explanation = self._deadlock.explain(deadline_passed=True)

    def _serve(self, seconds: float) -> None:
        """Serve whatever has something to say, for at most so long."""
        place, channel = self._place, self._process.channel
        selector = selectors.DefaultSelector()
        with selector:
            if not self._closed:
                selector.register(channel, selectors.EVENT_READ)
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
            elif key.fileobj is channel:
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
            data = self._process.channel.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._closed = True
            if self._reader.report is None:
                self._wait_for_end()
            return
        before = self._reader.report
        self._reader.feed(data)
        if self._reader.report is not before:
            self._main_after = self._main_clock()

    def _main_clock(self) -> float | None:
        """The CPU clock of the call process."""
        caller = self._place.find(self._process.pid, quick=True)
        return tree.cpu_clock(caller.pid) if caller is not None else None

    def _wait_for_end(self) -> None:
        """The channel was closed from inside: nothing more can come; is the process gone too?

        On a busy machine that may take long: what the kernel says of the process decides.
        """
        latest = time.monotonic() + START_SECONDS
        self._place.control.settimeout(EXIT_SECONDS)
        try:
            while self._place.ended is None:
                try:
                    message = self._place.hear()
                except TimeoutError:
                    caller = self._place.find(self._process.pid)
                    if caller is not None and not caller.is_ending:
                        self._reader.forged = True  # alive, but it has closed what isn't its own
                        return
                    if time.monotonic() > latest:
                        raise
                    continue
                if "ended" in message:
                    self._place.ended = message
        finally:
            self._place.control.settimeout(START_SECONDS)

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
        if self._output_total > self._place.limits.output:
            self._cut = f"it printed more than {self._place.limits.output >> 20} MB"

    def _look(self) -> None:
        """One look at the tree: what it uses up, and whether anything still moves."""
        processes = self._place.others(quick=True)
        exceeded = self._usage.look(processes)
        if exceeded:
            self._cut = exceeded
            return
        self._watch_the_gate(processes)
        if self._call.record:
            self._explanation = self._deadlock.look(processes)
            self._hung = self._explanation is not None

    def _watch_the_gate(self, processes: Sequence[tree.Process]) -> None:
        """Who waits at the gate while nothing else moves need not wait until its time is over."""
        still = self._stillness.seen(processes, time.monotonic())
        if still and self._place.witness.somebody_waits:
            self._place.witness.give_up()

    # -- afterwards

    def _finish(self) -> Outcome:
        place, reader = self._place, self._reader
        if reader.report is not None:
            self._count(reader.report)
        place.witness.catch_up()
        sightings, met = place.witness.sightings(), place.witness.met()
        self._gate_timed_out = place.witness.timed_out()
        self._workers_cpu = place.witness.worked(self._process.pid)
        if self._usage.crowded:
            place.broken = True  # one by one they would be killed more slowly than they multiply
        else:
            if self._call.record:
                self._claims.collect()
            self._census.clear()
        self._sightings, self._met = sightings, met
        if reader.forged:
            return self.outcome(Status.FORGED)
        if reader.report is not None:
            return self._from_report(reader.report)
        if self._cut:
            return self.outcome(Status.OVERRUN, note=self._cut)
        if self._hung:
            return self.outcome(Status.HUNG)
        return self.outcome(Status.DIED)

    def _count(self, report: Mapping[str, Any]) -> None:
        """Count what the function has left, then let the call process end."""
        left = self._census.left
        self._census.count(report.get("threads", ()), self._name_of, self._blocks_made)
        order = b"k" if left else b"n"
        with contextlib.suppress(OSError):
            self._process.channel.send(order)
        if not self._census.await_exit():
            detail = "the process that called your function could not end by itself"
            left.append(Leftover("exit", detail))
        elif not left:
            self._census.count_false_helpers()

    def _name_of(self, pid: int) -> str:
        if not self._claims.events and self._call.record:
            self._claims.collect()
        return self._claims.name_of(pid)

    def _blocks_made(self) -> frozenset[str]:
        if self._call.record:
            self._claims.collect()
        return self._claims.blocks_made()

    def _from_report(self, report: Mapping[str, Any]) -> Outcome:
        status = Status(report["status"])
        if status is Status.GRADER and self._reader.student_began:
            # A fault of ours is believed only of a driver that had run nothing of the student's.
            return self.outcome(Status.OVERRUN, note="its result could not be written down")
        try:
            members = members_of(report, self._seconds)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return self.outcome(Status.FORGED)
        return self.outcome(status, **members)

    def outcome(self, status: Status, **more: Any) -> Outcome:
        """What has been seen by now; `more` are members that a report adds."""
        ended = self._place.ended or {}
        exit_status = ended.get("ended")
        before, after = self._main_before, self._main_after
        facts: dict[str, Any] = {
            "function": self._call.function,
            "method": self._call.method,
            "status": status,
            "pid": self._process.pid,
            "exit_status": None
            if exit_status is None
            else os.waitstatus_to_exitcode(int(exit_status)),
            "seconds": self._seconds,
            "cpu_seconds": float(ended.get("cpu", 0.0)),
            "computed": self._usage.computed,
            "main_cpu": None if before is None or after is None else after - before,
            "workers_cpu": self._workers_cpu,
            "stood_in_line": self._usage.stood_in_line,
            "stdout": self._output[1].decode("utf-8", "replace"),
            "stderr": self._output[2].decode("utf-8", "replace"),
            "left_behind": self._census.left,
            "sightings": self._sightings,
            "met": self._met,
            "gate_timed_out": self._gate_timed_out,
            "events": self._claims.events,
            "blocked": self._explanation,
        }
        return Outcome(**(facts | more))
