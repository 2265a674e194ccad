"""What a student reads below a grade cell: the exercise's mark, then its checks.

A single check looks as `check("…")` shows it in the notebook (course/page.py, which escapes every
text); here are the parts that only a grader has: marks, repairs, the sandbox, faults of ours.
`pages.py` guards the pages around these blocks.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.verdict import ExerciseResult
from course import page
from course.verdict import Verdict

NO_MARK = (
    "The grader failed here. This is our fault and not yours: no mark is recorded, "
    "a mark that you already had stays, and your instructor has been told."
)


def exercise_html(
    result: ExerciseResult, *, mark: float | None, worth: float, sandbox: str = ""
) -> str:
    """The block of one judged exercise.

    `mark` is what the gradebook gets for the cell, out of `worth`; None if nothing is recorded.
    """
    score = "no mark 未评分" if mark is None else f"{page.number(mark)} / {page.number(worth)}"
    name = f"{page.badge(result.verdict)} <code>{page.escape(result.id)}</code>"
    parts = [f'<p class="mp-head">{name} <span class="mp-points">{score}</span></p>']
    if result.verdict is Verdict.GRADER_ERROR:
        parts.append(page.note(NO_MARK))
    if result.problem:
        parts.append(page.note(result.problem))
    if result.repairs:
        parts.append(page.notes("Repaired before judging 评分前修复", result.repairs))
    parts.append(page.checks_html(result.checks))
    if sandbox:
        parts.append(f'<p class="mp-quiet">Judged in 沙箱: {page.escape(sandbox)}</p>')
    return page.block(parts)


def notice_html(title: str, notes: Iterable[str]) -> str:
    """A block about the whole notebook: what could not be read, what was repaired."""
    return page.block([page.notes(title, notes)])


def pessimistic_html(exercise_id: str) -> str:
    """What stands in a grade cell until its exercise has been judged."""
    return notice_html(exercise_id, ["This exercise has not been judged, so it has no points."])
