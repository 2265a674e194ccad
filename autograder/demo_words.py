"""What the demo prints: the table of marks and a paragraph for each lost one, in 80 columns."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.gradebook import StudentMarks

WIDTH = 80

# A long explanation is cut: the feedback page has all of it.
_LONGEST_REASON = 300


def reasons(told: dict[str, Any]) -> list[tuple[str, str]]:
    """(exercise, a sentence) for each exercise that is short of full marks."""
    found = []
    for exercise in told.get("report", {}).get("exercises", []):
        if exercise["points"] != exercise["max_points"]:
            found.append((exercise["id"], _reason(exercise)))
    return found


def _reason(exercise: dict[str, Any]) -> str:
    verdict = exercise["verdict"]
    words = str(verdict).replace("_", " ")
    if verdict == "not_attempted":
        return words
    failed = (each for each in exercise["checks"] if each["verdict"] == verdict)
    check: dict[str, Any] = next(failed, {})
    told = check.get("stuck") or check.get("why") or check.get("observed") or exercise["problem"]
    return f"{words}: {told}" if told else words


def table(rows: Sequence[StudentMarks]) -> str:
    """A line a student, and what could be had; `?` where a mark is missing."""
    exercises = [mark.exercise for mark in rows[0].marks]
    head = f"{'student':<9}" + "".join(f" {name:>{len(name)}}" for name in exercises)
    lines = [paint(f"{head}  total", "1"), "─" * (len(head) + 7)]
    for row in rows:
        line = f"{row.student:<9}"
        for mark in row.marks:
            line += " " + _cell(mark.points, mark.worth, len(mark.exercise))
        total = f"{row.total:g}" if row.is_complete else f"{row.total:g}?"
        lines.append(f"{line}{total:>7}")
    worth = "".join(f" {mark.worth:>{len(mark.exercise)}g}" for mark in rows[0].marks)
    lines += ["─" * (len(head) + 7), f"{'of':<9}{worth}{rows[0].worth:>7g}"]
    return "\n".join(lines)


def _cell(points: float | None, worth: float, width: int) -> str:
    colour = "33" if points is None or 0 < points < worth else "32" if points else "31"
    return paint(f"{points_text(points):>{width}}", colour)


def points_text(points: float | None) -> str:
    """A mark; a dash where there is none."""
    return "—" if points is None else f"{points:g}"


def story(told: dict[str, Any]) -> list[str]:
    """What is to be said of one student, a paragraph each."""
    if "unreadable" in told:
        return [str(told["unreadable"])]
    if "report" not in told:
        return ["could not be judged: see nbgrader's log above"]
    why = reasons(told)
    blank = [exercise for exercise, reason in why if reason == "not attempted"]
    lines = [f"repaired: {text}" for text in _repairs(told)]
    lines += [f"{exercise}: {reason}" for exercise, reason in why if exercise not in blank]
    return lines + ([f"not attempted: {', '.join(blank)}"] if blank else [])


def _repairs(told: dict[str, Any]) -> list[str]:
    general = [each["text"] for each in told.get("repairs", []) if each["cell"] is None]
    return general + [text for each in told["report"]["exercises"] for text in each["repairs"]]


def entry(student: str, text: str) -> str:
    """A paragraph beside a student's name."""
    # A student's text may hold what a terminal obeys.
    flat = " ".join(text.split())
    flat = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in flat)
    return textwrap.fill(
        textwrap.shorten(flat, _LONGEST_REASON, placeholder=" …"),
        WIDTH,
        initial_indent=f"  {student:<9}",
        subsequent_indent=" " * 11,
    )


def paint(text: str, code: str) -> str:
    """In colour, where somebody sees colours and wants them."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{code}m{text}\033[0m"


def short(path: Path) -> str:
    """As it is typed from here."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
