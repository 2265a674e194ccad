"""Reports as text of at most 80 columns."""

from __future__ import annotations

import textwrap
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from autograder.bank import Judged
from autograder.classroom import ClassReport, Progress
from autograder.verdict import ExerciseResult, NotebookReport
from course import misconceptions
from course.check import WIDTH, checks_text
from course.page import clean_text

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
        lines.append(checks_text(result.checks))
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
    return textwrap.fill(clean_text(text), WIDTH, subsequent_indent="  ")


# ---------------------------------------------------------------------------------- a class


class Waiting:
    """While the block runs: what is being done, and for how long. Silent but on a terminal."""

    def __init__(self, what: str, stream: TextIO) -> None:
        self._what = what
        self._stream = stream
        self._done = threading.Event()
        self._teller = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> None:
        if self._stream.isatty():
            self._teller.start()

    def __exit__(self, *error: object) -> None:
        self._done.set()
        if self._teller.is_alive():
            self._teller.join()
            print(f"\r{'':<{WIDTH - 1}}\r", end="", file=self._stream, flush=True)

    def _tell(self) -> None:
        began = time.monotonic()
        while not self._done.wait(0.5):
            text = f"{self._what} ... {time.monotonic() - began:.0f} s"
            print(f"\r{text[: WIDTH - 1]}", end="", file=self._stream, flush=True)


class _Line:
    """One changing line on a terminal; elsewhere a line for each tenth of the work."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        self._stream = stream
        self._quiet = quiet
        self._told = -1
        self.live = stream.isatty()

    def tell(self, text: str, done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if self._quiet or not (self.live or tenth > self._told):
            return
        self._told = tenth
        if self.live:
            end = "\n" if done >= total else ""
            print(f"\r{text:<{WIDTH - 1}}", end=end, file=self._stream, flush=True)
        else:
            print(text, file=self._stream, flush=True)


class Count:
    """Shows how many of `total` are done, and about how long the others will take."""

    def __init__(self, total: int, what: str, stream: TextIO, *, quiet: bool = False) -> None:
        self._total = total
        self._what = what
        self._line = _Line(stream, quiet=quiet)
        self._began = time.monotonic()

    def __call__(self, done: int) -> None:
        text = f"{done}/{self._total} {self._what}"
        if 0 < done < self._total:
            left = (time.monotonic() - self._began) / done * (self._total - done)
            text += f", about {_span(left)} left"
        self._line.tell(text, done, self._total)


class ProgressLine:
    """Shows a class run's progress."""

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        self._line = _Line(stream, quiet=quiet)

    def __call__(self, progress: Progress) -> None:
        done = progress.judged + progress.written
        total = progress.to_judge + progress.to_write
        text = (
            f"judged {progress.judged}/{progress.to_judge} exercises, "
            f"written {progress.written}/{progress.to_write} submissions"
        )
        if progress.left is not None and done < total:
            text += f", about {_span(progress.left)} left"
        self._line.tell(text, done, total)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _title(misconception: str) -> str:
    """Its title; what was kept of an older course may have a name that there is no more."""
    try:
        return misconceptions.find(misconception).title
    except misconceptions.UnknownMisconception:
        return "no longer described"


def class_text(report: ClassReport) -> str:
    """What a class run did, by exercise and by misconception."""
    lines = []
    if report.written == 0 and not report.failures:
        lines.append(f"Nothing to do: {_count(report.unchanged, 'submission')} graded before.")
    else:
        lines.append(
            _wrapped(
                f"{_count(report.written, 'submission')} written, "
                f"{_count(report.judged, 'exercise')} judged in {_span(report.seconds)} "
                f"({report.sandbox}); {_count(report.unchanged, 'submission')} unchanged."
            )
        )
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for graded in report.graded:
        for exercise, result in graded.exercises.items():
            rows[graded.assignment, exercise].append(result)
    if rows:
        lines += ["", f"{'exercise':<40}{'full':>6}{'some':>6}{'none':>6}{'open':>6}{'mean':>9}"]
    for (assignment, exercise), results in rows.items():
        points = [r["points"] for r in results if r["points"] is not None]
        best = results[0]["max_points"]
        mean = f"{sum(points) / len(points):.1f}/{best:g}" if points else "-"
        full, none = sum(p == best for p in points), sum(p == 0 for p in points)
        lines.append(
            f"{assignment + ' ' + exercise:<40}{full:>6}{len(points) - full - none:>6}{none:>6}"
            f"{len(results) - len(points):>6}{mean:>9}"
        )
    if report.misconceptions:
        lines += ["", "What this class gets wrong:"]
    for name, count in report.misconceptions.most_common(10):
        lines.append(_wrapped(f"{count:>5}  {_title(name)} ({name})"))
    if report.changes:
        lines += ["", "Changed marks:"]
    for change in report.changes:
        lines.append(
            _wrapped(
                f"  {change.student} {change.exercise}: {_mark(change.old)} -> "
                f"{_mark(change.new)}: {change.why}"
            )
        )
    unreadable = [one for one in report.graded if one.unreadable]
    if unreadable:
        lines += ["", "No marks, because the file can't be read:"]
    for one in unreadable:
        lines.append(_wrapped(f"  {one.student}/{one.assignment}: {one.unreadable}"))
    if report.misplaced:
        lines += ["", "Not graded, because the notebook is not where it should be:"]
        lines += [_wrapped(f"  {told}") for told in report.misplaced]
    if report.second_attempts:
        lines += ["", "Handed in twice:"]
        lines += [_wrapped(f"  {told}") for told in report.second_attempts]
    if report.failures:
        lines += ["", "Could not be graded (no fault of the student's; no mark was recorded):"]
        lines += [_wrapped(f"  {failure}") for failure in report.failures]
    return "\n".join(lines)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _mark(points: float | None) -> str:
    return "no mark" if points is None else f"{points:g}"


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
