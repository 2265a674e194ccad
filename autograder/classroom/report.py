"""What a class run tells: how far it is, and at its end how the class stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.classroom.journal import TO_JUDGE
from course.topics import topic
from course.verdict import Verdict


@dataclass(frozen=True)
class Graded:
    """A submission whose marks are in the gradebook. `exercises` are results as JSON data."""

    student: str
    assignment: str
    points: float | None
    max_points: float
    exercises: Mapping[str, Mapping[str, Any]]
    unreadable: str = ""


@dataclass(frozen=True)
class Change:
    """A mark that a new judging changed. None: no mark."""

    student: str
    exercise: str
    old: float | None
    new: float | None
    why: str


@dataclass(frozen=True)
class Progress:
    """How far a run is. `left` is an estimate in seconds, None while there is none."""

    judged: int
    to_judge: int
    written: int
    to_write: int
    left: float | None


@dataclass(frozen=True)
class ClassReport:
    """What a run did, and how the class stands."""

    graded: tuple[Graded, ...]
    written: int
    judged: int
    unchanged: int
    changes: tuple[Change, ...]
    failures: tuple[str, ...]
    misplaced: tuple[str, ...]
    """What was handed in and can't be graded where it lies, a sentence each."""
    second_attempts: tuple[str, ...]
    seconds: float
    sandbox: str

    @property
    def misconceptions(self) -> Counter[str]:
        """How many submissions show each misconception."""
        found: Counter[str] = Counter()
        for graded in self.graded:
            found.update(
                {
                    str(result["misconception"])
                    for result in graded.exercises.values()
                    if result.get("misconception")
                }
            )
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "version": 1,
            "sandbox": self.sandbox,
            "seconds": round(self.seconds, 3),
            "judged": self.judged,
            "written": self.written,
            "unchanged": self.unchanged,
            "submissions": [vars(graded) for graded in self.graded],
            "misconceptions": dict(self.misconceptions.most_common()),
            "changes": [vars(change) for change in self.changes],
            "failures": list(self.failures),
            "misplaced": list(self.misplaced),
            "second_attempts": list(self.second_attempts),
        }


def graded(entry: Mapping[str, Any]) -> Graded:
    """A line of the journal as part of the report."""
    exercises = entry["exercises"]
    points = [result["points"] for result in exercises.values()]
    return Graded(
        student=entry["student"],
        assignment=entry["assignment"],
        points=None if None in points else sum(points),
        max_points=sum(result["max_points"] for result in exercises.values()),
        exercises=exercises,
        unreadable=entry["unreadable"],
    )


def short(result: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps of an exercise's result."""
    failed = next(
        (c for c in result["checks"] if c["verdict"] == result["verdict"] != "passed"), None
    )
    return {
        "points": result["points"],
        "max_points": result["max_points"],
        "verdict": result["verdict"],
        "misconception": failed["misconception"] if failed else None,
        "why": _why(failed) if failed else "",
    }


def _why(failed: Mapping[str, Any]) -> str:
    if failed["verdict"] == Verdict.GRADER_ERROR.value and failed["error"]:
        return str(failed["error"]).strip().rpartition("\n")[2].strip()
    return str(failed["observed"] or failed["title"])


def none_earned(assignment: str, why: str) -> dict[str, dict[str, Any]]:
    """The results of a file of which nothing could be judged."""
    return {
        exercise.id: {
            "points": 0.0,
            "max_points": float(exercise.points),
            "verdict": Verdict.NOT_ATTEMPTED.value,
            "misconception": None,
            "why": why,
        }
        for exercise in topic(assignment).exercises
    }


def settled(fingerprint: str, results: Sequence[Mapping[str, Any]]) -> str:
    """The fingerprint, unless something could not be judged: then the next run tries again."""
    unsettled = any(result["verdict"] == Verdict.GRADER_ERROR.value for result in results)
    return TO_JUDGE if unsettled else fingerprint


def changes(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Change]:
    """Whose marks differ, and why."""
    for name, entry in after.items():
        old = before.get(name, {}).get("exercises", {})
        for exercise, result in entry["exercises"].items():
            if exercise in old and old[exercise]["points"] != result["points"]:
                why = result["why"] or result["verdict"]
                yield Change(
                    entry["student"], exercise, old[exercise]["points"], result["points"], why
                )
