"""The student's code as a check sees it: a module whose functions can be called, elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.checking.trial import Trial
from course.manners import Manners, is_a_race_of_python, may_be_load
from course.run.call import Call
from course.run.outcome import Outcome
from course.run.runner import Runner
from course.run.wire import Ref

sample = Ref
"""`sample("course.samples.pool:square")`: an argument that is a function, imported inside."""

RACES_OF_PYTHON = 2
"""Times that a call is made again because of a race in Python's own library. It happens to about
one pool in a hundred that is ended on a very busy machine, and hardly ever on an idle one."""


@dataclass(frozen=True)
class Bench:
    """Where the student's code is called."""

    runner: Runner
    scenarios: str
    manners: Manners

    def call(self, call: Call) -> Outcome:
        """Make the call; what a busy machine, or Python itself, may have spoiled is tried again."""
        with self.manners.beside():
            outcome = self.runner.call(call)
            for _ in range(RACES_OF_PYTHON):
                if is_a_race_of_python(outcome):
                    outcome = self.runner.call(call)
        if may_be_load(call, outcome):
            with self.manners.alone():
                return self.runner.call(replace(call, deadline=2 * call.deadline))
        return outcome


class Student:
    """The student's module of one exercise, as seen by a check under one start method."""

    def __init__(self, bench: Bench, exercise_id: str, method: str, trial: Trial) -> None:
        self._bench = bench
        self._exercise = exercise_id
        self._trial = trial
        self.method = method

    @property
    def source(self) -> str:
        """The text of the student's module. For early hints, never the only evidence."""
        return self._bench.runner.modules.get(self._exercise, "")

    def call(self, function: str, *args: Any, **options: Any) -> Outcome:
        """Call a function of the student's module in a fresh process and wait for its end.

        `args` and `kwargs` are plain data or `sample(...)`; keywords that are none of these options
        go to the function:

        method     the start method; by default the one that the check is run under
        deadline   seconds, by default 10
        files      name → contents of what lies in the current directory of the call
        collect    names of files that come back in `run.files`
        gate       with N each process's first piece of work waits (4 s at most) until N processes
                   are at work; `run.met` says whether they were
        widen      pause every unlocked read of a shared `Value` or `Array`, and every one that
                   follows a write, so that a lost update is lost for sure
        record     False: without the recorder, for what is timed
        """
        return self._make(None, function, args, **options)

    def scenario(self, function: str, *args: Any, **options: Any) -> Outcome:
        """Like `call`, for a function of the topic's scenarios.

        It runs inside as `scenario(module, *args, **kwargs)` with the student's module first,
        and returns plain data that it observed.
        """
        return self._make(self._bench.scenarios, function, args, **options)

    def _make(
        self,
        scenario: str | None,
        function: str,
        args: tuple[Any, ...],
        *,
        method: str | None = None,
        deadline: float = 10.0,
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
        gate: int = 0,
        widen: bool = False,
        record: bool = True,
        **kwargs: Any,
    ) -> Outcome:
        call = Call(
            module=self._exercise,
            function=function,
            args=args,
            kwargs=kwargs,
            scenario=scenario,
            method=method or self.method,
            deadline=deadline,
            files=files or {},
            collect=collect,
            gate=gate,
            widen=widen,
            record=record,
        )
        outcome = self._bench.call(call)
        self._trial.outcomes.append(outcome)
        return outcome
