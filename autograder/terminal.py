"""Reports as text of at most 80 columns."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from autograder.bank import Judged
from autograder.verdict import ExerciseResult, NotebookReport
from course.check import WIDTH, check_text

DIAGNOSES_RIGHT = 0.95
"""The least share of wrong solutions whose misconception must be named rightly."""


def report_text(report: NotebookReport) -> str:
    """A judged notebook: marks, and for each lost one what happened and why."""
    lines = [f"{report.notebook}: topic {report.topic}, judged in: {report.sandbox}"]
    lines += [_wrapped(f"Note: {problem}") for problem in report.problems]
    for result in report.exercises:
        lines.append("")
        lines.append(f"{result.id:<28}{_marks(result):>10}   {result.verdict.value}")
        lines += [_wrapped(f"  Repaired: {repair}") for repair in result.repairs]
        lines += [check_text(check) for check in result.checks]
    earned = sum(result.points or 0 for result in report.exercises)
    possible = sum(result.max_points for result in report.exercises)
    lines += ["", f"{'together':<28}{earned:>5g} / {possible:g}"]
    if not report.could_judge:
        lines.append(
            "Some exercises could not be judged: a fault of the grader, not of the student."
        )
    return "\n".join(lines)


def _marks(result: ExerciseResult) -> str:
    points = "-" if result.points is None else f"{result.points:g}"
    return f"{points} / {result.max_points:g}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="  ")


# ----------------------------------------------------------------------------------- the bank


def bank_text(judged: Sequence[Judged]) -> str:
    """What became of the bank: a line an exercise, each surprise, and the totals."""
    rows: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        rows[one.entry.topic, one.entry.exercise].append(one)
    lines = [f"{'exercise':<34}{'right':>8}{'wrong':>8}{'as told':>9}{'diagnosed':>11}", "-" * 70]
    for (topic, exercise), group in sorted(rows.items()):
        right = [one for one in group if one.entry.is_right]
        wrong = [one for one in group if not one.entry.is_right]
        lines.append(
            f"{topic + ' ' + exercise:<34}{len(right):>8}{len(wrong):>8}"
            f"{sum(one.verdict_is_right for one in group):>9}"
            f"{sum(one.diagnosis_is_right for one in wrong):>11}"
        )
    surprises = [one for one in judged if not (one.verdict_is_right and one.diagnosis_is_right)]
    if surprises:
        lines += ["", "Not as the folder and the docstring say:"]
    for one in sorted(surprises, key=lambda one: (one.entry.topic, one.entry.exercise)):
        entry = one.entry
        lines.append(
            f"  {entry.exercise}/{entry.expected.value}/{entry.name}: {one.verdict.value}, "
            f"{one.misconception or 'no misconception'}"
            f" (expected {entry.misconception or 'none'})"
        )
        if one.detail:
            lines.append(f"      {one.detail}")
    totals = _totals(judged)
    lines += [
        "",
        f"right solutions {totals['right']}, of them refused {totals['right_refused']}",
        f"wrong solutions {totals['wrong']}, of them accepted {totals['wrong_accepted']}",
        f"verdicts as told {totals['verdicts_right']} of {totals['judged']}",
        f"diagnoses right {totals['diagnoses_right']} of {totals['wrong']}",
    ]
    return "\n".join(lines)


def bank_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """The bank as one object: totals, and one entry a program."""
    return {"version": 1, "totals": _totals(judged), "entries": [one.to_json() for one in judged]}


def bank_is_sound(judged: Sequence[Judged]) -> bool:
    """No wrong one accepted, no right one refused, and nearly all diagnoses right."""
    totals = _totals(judged)
    if totals["wrong_accepted"] or totals["right_refused"]:
        return False
    return totals["diagnoses_right"] >= DIAGNOSES_RIGHT * totals["wrong"]


def _totals(judged: Sequence[Judged]) -> dict[str, int]:
    wrong = [one for one in judged if not one.entry.is_right]
    return {
        "judged": len(judged),
        "right": len(judged) - len(wrong),
        "wrong": len(wrong),
        "right_refused": sum(one.wrongly_refused for one in judged),
        "wrong_accepted": sum(one.wrongly_accepted for one in judged),
        "verdicts_right": sum(one.verdict_is_right for one in judged),
        "diagnoses_right": sum(one.diagnosis_is_right for one in wrong),
    }
