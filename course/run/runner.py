"""The outside: runs student functions under a deadline and reports what happened.

A `Runner` owns one place where student code runs (a sandbox, or a plain process tree on a
student's own machine) with one zygote in it, and makes one call at a time there. It alone
kills, it alone keeps time, and what it reports as fact it measured itself.

    runner.py  ─▶ place.py      the zygote, its witness, and the processes below it
               ─▶ watch.py      one call there ─▶ report.py    what the driver says of it
                                               ─▶ usage.py     what it uses up
                                               ─▶ deadlock.py  whether it can still go on
                                               ─▶ census.py    what it leaves behind
               ─▶ fresh.py      the same where there is no fork, in a fresh interpreter each

A place that breaks (its zygote killed from inside, say) is thrown away; the next call gets a
fresh one. Close the runner, or leave its `with` block, and nothing of it is left.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from course.run.call import Call
from course.run.fresh import FreshCalls
from course.run.launch import Launcher, PlainLauncher
from course.run.outcome import Outcome, Status
from course.run.place import GraderFault, Place
from course.run.watch import NotStarted, run_call

__all__ = ["Call", "GraderFault", "Runner"]


class Runner:
    """Calls functions of `modules` (name → text), one at a time, each in a process of its own.

    `sources` are files of ours that the inside may import: scenarios. Blocks while a call runs.
    `needs` says which modules a call of one of them gets to see, by default all.
    Without `forking`, every call is a fresh interpreter: slower, and the only way on Windows.
    """

    def __init__(
        self,
        modules: Mapping[str, str],
        *,
        launcher: Launcher | None = None,
        sources: Sequence[Path] = (),
        needs: Callable[[str], Collection[str]] | None = None,
        forking: bool = hasattr(os, "fork"),
    ) -> None:
        self.modules = dict(modules)
        self._needs = needs or (lambda _: self.modules)
        self.launcher: Launcher = launcher or PlainLauncher()
        self._sources = tuple(sources)
        self._forking = forking
        self._place: Place | None = None
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
            self._place = Place(self.launcher, self._sources)

    def call(self, call: Call) -> Outcome:
        """Make one call and wait for its end. Raises GraderFault if there's no place to run it."""
        self.warm_up()
        if self._fresh is not None:
            try:
                return self._fresh.call(call, self._seen_by(call))
            except (OSError, ValueError, KeyError) as error:
                raise GraderFault(f"the call could not be made: {error!r}") from error
        for last_try in (False, True):
            self.warm_up()
            assert self._place is not None
            is_fresh = not self._place.used
            try:
                outcome = run_call(self._place, call, self._seen_by(call))
                if outcome.status is not Status.GRADER or is_fresh:
                    return outcome
                self._place.broken = True  # what an earlier call left was in this one's way
            except NotStarted as error:
                # What the last call left may have ended the zygote: not this call's fault.
                if last_try:
                    raise GraderFault(f"the call could not be made: {error.__cause__!r}") from error
            finally:
                if self._place.broken:
                    self.close()
        raise AssertionError("unreachable")

    def _seen_by(self, call: Call) -> dict[str, str]:
        """The modules that lie where this call is made."""
        names = self._needs(call.module)
        return {name: text for name, text in self.modules.items() if name in names}

    def renew(self) -> None:
        """Throw the place away: nothing that a call did to it reaches the next one."""
        self.close()
