"""Whether a call can still go on: asked while it runs, and once more at its deadline.

When nothing moves in the whole tree, every process is asked for its stacks, and `blocked.py` says
who waits for whom. If it follows that nobody can ever go on, the call need not wait for its
deadline. The same if processes come and go without end and none gets anything done.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping, Sequence

from course.run import blocked, tree
from course.run.claims import Claims
from course.run.place import Place, role_of
from course.run.tape import STACK_SIGNAL


class DeadlockDetector:
    """Looks at one call, whose process has the pid `main` inside."""

    def __init__(
        self, place: Place, claims: Claims, main: int, student_modules: frozenset[str]
    ) -> None:
        self._place = place
        self._claims = claims
        self._main = main
        self._student_modules = student_modules
        self._stall = blocked.Stall()
        self._turnover = blocked.Turnover()

    def look(self, processes: Sequence[tree.Process]) -> blocked.Explanation | None:
        """Why nothing can ever move again, if that is certain."""
        progress = self._place.ask("progress", "events")
        states = _states(processes)
        if self._turnover.seen(states) and self._none_gets_on(states):
            found = self.explain(deadline_passed=False)
            if found is not None and found.certain:
                return found
        if not self._stall.seen(states, int(progress["events"]), time.monotonic()):
            return None
        explanation = self.explain(deadline_passed=False)
        if explanation is None or not explanation.certain:
            return None
        # Stacks, events and states were read one after the other: all of the same moment?
        after = _states(self._place.others())
        told = self._place.ask("progress", "events")["events"] != progress["events"]
        if told or {(s.pid, s.state) for s in after} != {(s.pid, s.state) for s in states}:
            return None
        return explanation

    def _none_gets_on(self, states: Sequence[blocked.ProcessState]) -> bool:
        """Whether it may be so by the recording alone, which disturbs nobody who works."""
        self._claims.collect()
        found = self._explained({}, states, deadline_passed=False)
        return found is not None and found.certain

    def explain(self, *, deadline_passed: bool) -> blocked.Explanation | None:
        """Ask every process for its stacks, and the recorder's events, who waits for whom."""
        processes = self._place.others()
        number = STACK_SIGNAL
        asked = set()
        for process in processes if number else ():
            if process.catches(number):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(process.pid, number)
                    asked.add(process.inner_pid())
        stacks = self._claims.fresh_stacks(asked)
        return self._explained(stacks, _states(processes), deadline_passed=deadline_passed)

    def _explained(
        self,
        stacks: Mapping[int, str],
        states: Sequence[blocked.ProcessState],
        *,
        deadline_passed: bool,
    ) -> blocked.Explanation | None:
        return blocked.explained(
            self._claims.events,
            stacks,
            states,
            main_pid=self._main,
            student_modules=self._student_modules,
            deadline_passed=deadline_passed,
        )


def _states(processes: Sequence[tree.Process]) -> list[blocked.ProcessState]:
    inner = {process.pid: process.inner_pid() for process in processes}
    return [
        blocked.ProcessState(
            pid=inner[process.pid],
            ppid=inner.get(process.ppid, 0),
            name=role_of(process),
            state=process.state_of_all(),
            cpu=process.cpu,
        )
        for process in processes
    ]
