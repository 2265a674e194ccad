"""`%%deadline 5`: a cell that may hang. It is stopped then, and why it hung is explained.

The cell runs in the kernel's main thread, where it may be caught in `join()` or `get()` for ever.
A watcher thread looks after it:

    watcher                                           main thread
    every 0.1 s: has anything happened?               the cell's code …
    certain that nothing will, or time is over:
      all processes' stacks + events → explanation
      signal to the main thread ────────────────────▶ raises DeadlinePassed where it waits,
      pools of the cell end, its children are killed    `with` and `finally` blocks run

Only processes are killed that were seen being born in the cell. Where a signal cannot interrupt a
waiting thread (Windows), KeyboardInterrupt is asked for instead, and comes when the wait ends:
which it does, because those that it waits for are killed.
"""

from __future__ import annotations

import _thread
import contextlib
import math
import multiprocessing
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from course.own_stacks import CELL, learners_line, own_stacks
from course.picture import draw, text_alternative
from course.recording import Event, Recording, learners_modules
from course.run import blocked, tree
from course.run.ears import EAR
from course.run.tape import clock
from course.timeline import show_picture

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

LOOK = 0.1
"""Seconds between two looks of the watcher. A look takes about a millisecond of the cell's time."""
LET_GO = 0.3
"""Seconds that the cell's own `with` and `finally` blocks have before its children are killed."""
AGAIN = 2.0
"""Seconds after which a cell that swallowed the exception gets it once more."""
WATCHER = "course-deadline"
"""The name of the watcher threads."""
SIGNAL = getattr(signal, "SIGUSR2", None)
"""Interrupts the main thread. Not SIGALRM, which learners use, nor SIGINT, which is theirs."""

_CELL_FILE = re.compile(r'File "[^"]*ipykernel_\d+[^"]*"')


class DeadlinePassed(BaseException):
    """The cell was stopped. No `except Exception` of a learner's catches it.

    `explanation` says why it went no further, if that could be found out.
    """

    def __init__(self, report: str, explanation: blocked.Explanation | None = None) -> None:
        super().__init__(report)
        self.explanation = explanation

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines instead of frames, which would be ours."""
        return [f"DeadlinePassed: {self}"]


class Deadline:
    """`with Deadline(5):` runs its block for five seconds at most. For the main thread only."""

    def __init__(self, seconds: float, *, title: str = "") -> None:
        if not (math.isfinite(seconds) and seconds > 0):
            raise ValueError(f"A deadline of {seconds} seconds cannot be kept: say more than 0.")
        self.seconds, self.title = seconds, title
        self.explanation: blocked.Explanation | None = None
        self._recording = Recording()
        self._report = ""
        self._line: int | None = None
        self._entered_by: FrameType | None = None
        self._over = threading.Event()
        self._due = False
        self._swallowed = False
        self._decided = math.inf
        self._watcher = threading.Thread(target=self._watch, name=WATCHER, daemon=True)
        self._old: Any = None
        self._old_trace: Any = None

    def __enter__(self) -> Deadline:
        caller = sys._getframe(1)
        if caller.f_globals is not globals():
            self._entered_by = caller
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("A deadline works in the main thread only, where cells run.")
        if SIGNAL is not None:
            self._old = signal.signal(SIGNAL, self._on_signal)
        self._old_trace = sys.gettrace()
        self._recording.start()
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        with _interruptions_wait() as came:
            try:
                self._over.set()
                self._watcher.join()
            finally:  # a signal's handler, the learner's, may have raised something
                self._restore()
        if self._due:
            self._show()
            raise DeadlinePassed(self._report, self.explanation) from None
        if came and not isinstance(error, KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    def _restore(self) -> None:
        """Make the kernel as it was. Not before the watcher has ended: it sends our signal."""
        try:
            self._watcher.join()
            if self._due:
                multiprocessing.active_children()  # no zombie is left to the next cell
        finally:
            self._entered_by = None
            if self._swallowed:
                sys.settrace(self._old_trace)
            try:
                self._recording.stop()
            finally:
                if SIGNAL is not None:
                    signal.signal(SIGNAL, self._old)

    # In the main thread

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._due and self._may_raise(frame):
            if self._swallowed:
                self._raise_again(frame)
            raise DeadlinePassed(self._report, self.explanation)
        if callable(self._old):  # a deadline around this one
            self._old(number, frame)

    def _raise_again(self, frame: FrameType | None) -> None:
        """Raise once more at the next line: that of the `except:` which swallowed it last time.

        There it is outside the `try`, so that no loop around it can go on for ever.
        """

        def next_line(frame: FrameType, event: str, value: Any) -> Any:
            if event == "line" and self._due:
                raise DeadlinePassed(self._report, self.explanation)
            return next_line

        while frame is not None and (learners_line(frame) or frame is self._entered_by):
            frame.f_trace = next_line
            frame = frame.f_back
        sys.settrace(lambda *event: None)  # new frames, ours among them, are not traced

    def _may_raise(self, frame: FrameType | None) -> bool:
        """Only in the learner's code: neither our own tidying nor IPython's is interrupted."""
        codes = set()
        inside = learners_line(frame) is not None
        while frame is not None:
            codes.add(frame.f_code)
            inside = inside or frame is self._entered_by
            frame = frame.f_back
        return inside and not codes & {Deadline.__exit__.__code__, Recording.stop.__code__}

    def _show(self) -> None:
        """The picture of what had happened until it was decided to stop the cell."""
        events = [e for e in renamed(self._recording.events) if e["t"] <= self._decided]
        if any(event["k"] == "start" for event in events):
            about, until = self.explanation, self._decided
            svg = draw(events, title=self.title, explanation=about, until=until)
            show_picture(svg, text_alternative(events, about, until=until))

    # In the watcher thread

    def _watch(self) -> None:
        begin = time.monotonic()
        stall, turnover = blocked.Stall(), blocked.Turnover()
        while not self._over.wait(LOOK):
            passed = time.monotonic() - begin
            explanation = None
            if passed >= self.seconds:
                explanation = self._explain(deadline_passed=True)
                self._tell(f"{self.seconds:g} s", explanation)
                break
            states = self._states()
            stands = stall.seen(states, self._recording.size, time.monotonic())
            if turnover.seen(states) or stands:
                explanation = self._explain(deadline_passed=False)
                if explanation is not None and explanation.certain:
                    self._tell(f"{passed:.1f} s", explanation)
                    break
        if self._report:
            self._stop()

    def _tell(self, after: str, explanation: blocked.Explanation | None) -> None:
        """The error's text: short, because the picture says the rest."""
        self.explanation = explanation
        self._decided = clock()
        what = f"the cell was stopped after {after}"
        what += f", at line {self._line}" if self._line else ""
        if explanation is None:
            self._report = (
                f"{what}, where it was still busy. If it only needs longer, give it a later "
                f"deadline; the processes that it had started were ended."
            )
            return
        what += ": it would never have ended." if explanation.certain else "."
        self._report = f"{what}\n{explanation.sentence}"

    def _stop(self) -> None:
        """Interrupt the main thread until it has left the block; end what the cell started."""
        self._interrupt()
        if not self._over.wait(LET_GO):
            self._end_pools()
            self._end_children()
        while not self._over.wait(AGAIN):
            self._swallowed = True
            self._interrupt()
        self._end_pools()
        self._end_children()

    def _interrupt(self) -> None:
        self._due = True
        main = threading.main_thread().ident or 0
        handler = signal.getsignal(SIGNAL) if SIGNAL is not None else None
        if SIGNAL is not None and getattr(handler, "__func__", None) is Deadline._on_signal:
            signal.pthread_kill(main, SIGNAL)
        elif hasattr(signal, "pthread_kill"):  # the cell took our signal for itself
            signal.pthread_kill(main, signal.SIGINT)
        else:
            _thread.interrupt_main()

    def _end_children(self) -> None:
        """Until there are none: one that is just being born has not yet been seen."""
        end = time.monotonic() + AGAIN
        while (ours := [p for p in self._children() if not p.is_zombie]) and (
            time.monotonic() < end
        ):
            tree.kill(ours)
            time.sleep(0.02)

    def _end_pools(self) -> None:
        made = {event["id"] for event in self._recording.events if event["k"] == "obj"}
        _end_pools(self._recording.born(), made)

    def _children(self) -> list[tree.Process]:
        """The processes below this one that were seen being born since the cell began."""
        born = self._recording.born()
        return [process for process in tree.below(os.getpid()) if process.pid in born]

    def _states(self) -> list[blocked.ProcessState]:
        born = self._recording.born()
        return [_myself()] + [
            blocked.ProcessState(
                pid=process.pid,
                ppid=process.ppid,
                name=_role(process, born),
                state=process.state,
                cpu=process.cpu,
            )
            for process in tree.below(os.getpid())
        ]

    def _explain(self, *, deadline_passed: bool) -> blocked.Explanation | None:
        frame = sys._current_frames().get(threading.main_thread().ident or 0)
        self._line = learners_line(frame)
        stacks = self._recording.stacks(process.pid for process in self._children())
        stacks = {pid: _CELL_FILE.sub(f'File "{CELL}.py"', text) for pid, text in stacks.items()}
        stacks[os.getpid()] = own_stacks(leave_out=_watchers())
        return blocked.explained(
            renamed(self._recording.events),
            stacks,
            self._states(),
            main_pid=os.getpid(),
            student_modules=(learners_modules() | {CELL}) - {"__main__"},
            deadline_passed=deadline_passed,
        )


@contextlib.contextmanager
def _interruptions_wait() -> Iterator[list[int]]:
    """Nothing is interrupted meanwhile. Yields a list, empty unless somebody wanted to."""
    came: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    if usual is None:  # not Python's, so that it could not be set again
        yield came
        return
    signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, usual)


def renamed(events: Sequence[Event]) -> list[Event]:
    """The events with `cell` for `__main__`: that is what the notebook's own code is called."""
    found: list[Event] = []
    for event in events:
        at = event.get("at")
        if isinstance(at, list) and at[:1] == ["__main__"]:
            event = {**event, "at": [CELL, *at[1:]]}
        found.append(event)
    return found


def _watchers() -> set[int]:
    """The threads that watch, also those of deadlines around this one."""
    return {thread.ident or 0 for thread in threading.enumerate() if thread.name == WATCHER}


def _myself() -> blocked.ProcessState:
    """This process as its main thread has it: the watcher's own work is not the cell's."""
    main = threading.main_thread()
    cpu = 0.0
    if hasattr(time, "pthread_getcpuclockid"):
        cpu = time.clock_gettime(time.pthread_getcpuclockid(main.ident or 0))
    state = "S"
    with contextlib.suppress(OSError, IndexError):
        stat = Path(f"/proc/self/task/{main.native_id}/stat").read_text(encoding="utf-8")
        state = stat.rpartition(")")[2].split()[0]
    return blocked.ProcessState(os.getpid(), os.getppid(), "python", state, cpu)


def _role(process: tree.Process, born: set[int]) -> str:
    if process.pid in born:
        return "python"
    command = process.command()
    if "multiprocessing.resource_tracker" in command:
        return "resource tracker"
    return "fork server" if "multiprocessing.forkserver" in command else "python"


def _end_pools(pids: set[int], made: set[str]) -> None:
    """Terminate the pools whose workers these are: a pool replaces workers that only die.

    Also those that are among the objects `made`, by the recorder's names for them: their workers
    may be so new that nobody has seen them. In a thread of its own, because ending a pool that is
    out of order may take for ever, too.
    """
    module = sys.modules.get("multiprocessing.pool")
    if module is None or not pids:
        return
    import gc

    for pool in [each for each in gc.get_objects() if isinstance(each, module.Pool)]:
        workers = {worker.pid for worker in getattr(pool, "_pool", ())}
        ear = pool.__dict__.get(EAR)
        ours = workers & pids or (ear is not None and ear.ident in made)
        if pool._state != "TERMINATE" and ours:
            ending = threading.Thread(target=_terminate, args=(pool,), daemon=True)
            ending.start()
            ending.join(1.0)


def _terminate(pool: Any) -> None:
    with contextlib.suppress(Exception):
        pool.terminate()


def load(shell: InteractiveShell) -> None:
    """Give the shell `%%deadline`."""
    from IPython.core.error import UsageError
    from IPython.core.magic import no_var_expand

    from course.cells import run_body

    @no_var_expand
    def deadline(line: str, cell: str) -> None:
        """Run this cell for so many seconds at most; if it hangs, say why.

        `%%deadline 5` stops it after five seconds, and sooner if it is certain that it never ends.
        """
        words = line.split(maxsplit=1)
        try:
            stop = Deadline(float(words[0]), title=words[1] if words[1:] else "")
        except (IndexError, ValueError):
            raise UsageError(
                f"%%deadline {line}: say how many seconds the cell may take, as in %%deadline 5"
            ) from None
        with stop:
            run_body(shell, f"%%deadline {line}", cell)

    shell.magics_manager.register_function(deadline, magic_kind="cell", magic_name="deadline")


def unload(shell: InteractiveShell) -> None:
    """Take `%%deadline` away again."""
    shell.magics_manager.magics["cell"].pop("deadline", None)


__all__ = ["Deadline", "DeadlinePassed", "load", "renamed", "unload"]
