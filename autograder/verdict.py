"""From judged checks to the marks of an exercise and the report of a notebook.

`NotebookReport.to_json()` is the object that `autograder check --json` prints; its
specification is docs/verdict-format.md, and other tools rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.verdict import CheckResult, Verdict, first_failure, overall

FORMAT_VERSION = 1


@dataclass(frozen=True)
class ExerciseResult:
    """The marks of one exercise.

    `points` is None for `grader_error`: then no mark may be recorded, neither a zero nor
    a pass. `repairs` says what was mended in the submission before it was judged.
    """

    id: str
    max_points: float
    checks: tuple[CheckResult, ...]
    repairs: tuple[str, ...] = ()
    problem: str | None = None
    """Why nothing could be run (a syntax error, a module that is not there), for the student."""

    @property
    def verdict(self) -> Verdict:
        return overall(self.checks)

    @property
    def points(self) -> float | None:
        if self.verdict is Verdict.GRADER_ERROR:
            return None
        if self.verdict is Verdict.FORGED:
            return 0.0
        return min(self.max_points, sum(check.points for check in self.checks))

    @property
    def failure(self) -> CheckResult | None:
        """The check that decided the verdict, or None if every check passed."""
        return first_failure(self.checks)

    @property
    def misconception(self) -> str | None:
        return self.failure.misconception if self.failure else None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "points": self.points,
            "max_points": self.max_points,
            "verdict": self.verdict.value,
            "checks": [_check_json(check) for check in self.checks],
            "repairs": list(self.repairs),
            "problem": self.problem,
        }


@dataclass(frozen=True)
class NotebookReport:
    """A judged notebook (or single module): every exercise of its topic, in course order."""

    notebook: str
    topic: str
    sandbox: str
    exercises: tuple[ExerciseResult, ...]
    problems: tuple[str, ...] = ()

    @property
    def could_judge(self) -> bool:
        return all(e.verdict is not Verdict.GRADER_ERROR for e in self.exercises)

    @property
    def full_marks(self) -> bool:
        return all(e.verdict is Verdict.PASSED for e in self.exercises)

    def to_json(self) -> dict[str, Any]:
        return {
            "version": FORMAT_VERSION,
            "notebook": self.notebook,
            "topic": self.topic,
            "sandbox": self.sandbox,
            "exercises": [exercise.to_json() for exercise in self.exercises],
            "problems": list(self.problems),
        }


def _check_json(check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "points": check.points,
        "max_points": check.max_points,
        "verdict": check.verdict.value,
        "misconception": check.misconception,
        "observed": check.observed,
        "expected": check.expected,
        "method": check.method,
        "why": check.why,
        "look_at": check.look_at,
        "hint": check.hint,
        "stuck": check.stuck,
        "error": check.error,
    }
