"""The words in which a check is judged, for students and for the grader alike.

Facts come from `course.run`, comparisons from the checks; here is the one place that ranks.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field


class Verdict(enum.StrEnum):
    """What became of a check or of an exercise. The value is what `--json` prints."""

    PASSED = "passed"
    WRONG_ANSWER = "wrong_answer"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    LEAKED = "leaked"
    FORGED = "forged"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not_attempted"
    GRADER_ERROR = "grader_error"

    @property
    def is_failure(self) -> bool:
        """Whether a check with this verdict was run and lost its points."""
        return self not in (Verdict.PASSED, Verdict.SKIPPED)


@dataclass(frozen=True)
class CheckResult:
    """One check, judged over all the start methods it was run under.

    `points` is what it earned: `max_points` if it passed under every method, else 0.
    `method` is the start method under which it failed, None if it passed or was not run.
    The texts are written to the student; each may be None when there is nothing to say.
    """

    id: str
    title: str
    exercise: str
    points: float
    max_points: float
    verdict: Verdict
    method: str | None = None
    misconception: str | None = None
    observed: str | None = None
    expected: str | None = None
    why: str | None = None
    look_at: str | None = None
    hint: str | None = None
    stuck: str | None = None
    """Who waits for whom, in a sentence, when the call hung."""
    picture: str | None = field(default=None, repr=False)
    """The timeline of the failed run as SVG text."""
    error: str | None = field(default=None, repr=False)
    """The student's exception with their own lines; for `grader_error`, ours."""


def overall(results: Iterable[CheckResult]) -> Verdict:
    """Rank an exercise's checks (in file order) into one verdict.

    A fault of ours outranks all, then a forgery; else the first check that failed speaks,
    because later ones often fail for the same reason. No check at all is our fault.
    """
    verdicts = [result.verdict for result in results]
    for outranking in (Verdict.GRADER_ERROR, Verdict.FORGED):
        if outranking in verdicts:
            return outranking
    for verdict in verdicts:
        if verdict.is_failure:
            return verdict
    if Verdict.PASSED not in verdicts:
        return Verdict.GRADER_ERROR
    return Verdict.PASSED


def first_failure(results: Iterable[CheckResult]) -> CheckResult | None:
    """The check whose verdict `overall` takes, or None if all passed."""
    listed = list(results)
    verdict = overall(listed)
    return next((r for r in listed if r.verdict is verdict and verdict.is_failure), None)


def told_before(results: Iterable[CheckResult]) -> list[bool]:
    """For each check, whether an earlier one failed in the very same way: say it once."""
    seen: set[tuple[str | None, ...]] = set()
    answers = []
    for result in results:
        cause = (result.observed, result.expected, result.stuck, result.why)
        answers.append(any(cause) and cause in seen)
        seen.add(cause)
    return answers
