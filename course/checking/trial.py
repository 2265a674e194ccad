"""A check while it runs: the calls it has made, what it compared, and what it says of a failure."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from course import misconceptions
from course.run.outcome import Outcome
from course.verdict import CheckResult, Verdict


@dataclass
class Check:
    """A check and what became of it under each start method so far."""

    id: str
    title: str
    exercise: str
    max_points: float
    result: CheckResult | None = None
    passed: int = 0
    methods: int = 0

    def as_result(self, verdict: Verdict, **more: Any) -> CheckResult:
        """Its result with this verdict: all points if it has passed, otherwise none."""
        return CheckResult(
            id=self.id,
            title=self.title,
            exercise=self.exercise,
            points=self.max_points if verdict is Verdict.PASSED else 0,
            max_points=self.max_points,
            verdict=verdict,
            **more,
        )


@dataclass(frozen=True)
class Diagnosis:
    """What a failure looks like: a named misconception, words of the check's own, or both."""

    name: str | None
    observed: str | None = None
    expected: str | None = None


@dataclass
class Trial:
    """One check under one start method, while it runs."""

    exercise: str
    outcomes: list[Outcome] = field(default_factory=list)
    comparison: tuple[str, Any, Any] | None = None
    diagnosis: Diagnosis | None = None


TRIAL: ContextVar[Trial | None] = ContextVar("trial", default=None)
"""The check that is under way. A check's code names a diagnosis without being handed its trial."""


def diagnose(name: str, *, observed: str | None = None, expected: str | None = None) -> Diagnosis:
    """Name what the student probably believes. Use as an assertion's message.

    Called before `run.value` is read, it is the guess for a call that brought no value, unless
    the words that the call raised or printed fit a misconception.

    Raises UnknownMisconception if the name has no entry in course/misconceptions/.
    """
    misconceptions.find(name)
    return _noted(Diagnosis(name, observed, expected))


def unmet(run: Outcome, expected: str) -> Diagnosis:
    """Say how many processes there were, though no two of them worked at once.

    For `assert run.met, unmet(run, "two workers at the same time")`.
    """
    started = sum(event["k"] == "start" for event in run.events)
    observed = {
        0: "no process was started: the parent did the work itself",
        1: "one process was started, and none beside it",
    }.get(started, f"{started} processes were started, but no two worked at the same time")
    return tell(observed, expected)


def tell(observed: str, expected: str) -> Diagnosis:
    """Say what was seen, where no misconception has a name. Use as an assertion's message."""
    return _noted(Diagnosis(None, observed, expected))


def _noted(diagnosis: Diagnosis) -> Diagnosis:
    trial = TRIAL.get()
    if trial is not None:
        trial.diagnosis = diagnosis
    return diagnosis
