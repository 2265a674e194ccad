"""What we read from nbgrader's gradebook, and the table of marks that leaves it.

nbgrader owns the database: marks go in through its own preprocessor (preprocessor.py), and this
module only reads, through nbgrader's API.

A mark is None where nothing was recorded: the exercise was not judged, or the grader failed. Such
a cell is empty in the table and flagged as "needs manual grading" in formgrader; it is no zero.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import ExportPlugin

from autograder.repair import ReleaseCell
from course.topics import TOPICS

# A spreadsheet takes a text that begins like this for a formula. The second line are the wide
# forms, which some input methods write and some spreadsheets read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds for one exercise of one student; `points` None: no mark."""

    exercise: str
    points: float | None
    worth: float
    needs_manual_grade: bool = False


@dataclass(frozen=True)
class StudentMarks:
    """One student's row: marks in the order of the release."""

    student: str
    marks: tuple[Mark, ...]
    late_penalty: float = 0.0

    @property
    def total(self) -> float:
        return max(0.0, self.earned - self.late_penalty)

    @property
    def earned(self) -> float:
        """Before the late penalty."""
        return sum(mark.points for mark in self.marks if mark.points is not None)

    @property
    def worth(self) -> float:
        return sum(mark.worth for mark in self.marks)

    @property
    def is_complete(self) -> bool:
        """Whether every exercise has a mark, so that the total is final."""
        return all(mark.points is not None for mark in self.marks)


def release_cells(db_url: str, assignment: str, notebook: str) -> list[ReleaseCell]:
    """The cells of a notebook that `nbgrader generate_assignment` recorded, in no certain order.

    Sources are those of the gradebook: grade cells have their hidden line. Raises nbgrader's
    `MissingEntry` if the assignment was never generated. (A database gives rows in the order it
    likes: a row that was changed may come last. `in_order` puts them right.)
    """
    with Gradebook(db_url) as gradebook:
        found = gradebook.find_notebook(notebook, assignment)
        points = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        task_points = {cell.name: float(cell.max_score) for cell in found.task_cells}
        solutions = {cell.name for cell in found.solution_cells}
        return [
            ReleaseCell(
                name=cell.name,
                cell_type=cell.cell_type,
                source=cell.source,
                checksum=cell.checksum,
                points=points.get(cell.name, task_points.get(cell.name)),
                grade=cell.name in points,
                solution=cell.name in solutions,
                locked=bool(cell.locked),
                task=cell.name in task_points,
            )
            for cell in found.source_cells
        ]


def in_order(cells: Iterable[ReleaseCell], release: Path) -> list[ReleaseCell]:
    """The cells in the order of the released notebook; as they are if that can't be read."""
    cells = list(cells)
    try:
        released = json.loads(release.read_text(encoding="utf-8"))["cells"]
        names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in released]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return cells
    return sorted(cells, key=lambda cell: _rank(cell.name, names))


def auto_scores(
    db_url: str, only: str | None = None
) -> dict[tuple[str, str], dict[str, float | None]]:
    """(assignment, student) → exercise → the mark that no person gave. `only`: one student's."""
    whose = [] if only is None else [Student.id == only]
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    with Gradebook(db_url) as gradebook:
        rows = (
            gradebook.db.query(Assignment.name, Student.id, BaseCell.name, Grade.auto_score)
            .select_from(SubmittedAssignment)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(Student, SubmittedAssignment.student_id == Student.id)
            .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .outerjoin(BaseCell, Grade.cell_id == BaseCell.id)
            .filter(*whose)
        )
        for assignment, student, exercise, score in rows:
            marks = found.setdefault((assignment, student), {})
            if exercise is not None:
                marks[exercise] = score
    return found


def class_marks(db_url: str, assignment: str) -> list[StudentMarks]:
    """The marks of every student with a submission, students in the order of their ids."""
    with Gradebook(db_url) as gradebook:
        return _class_marks(gradebook, assignment)


def csv_table(rows: Sequence[StudentMarks], notes: Mapping[str, str] | None = None) -> str:
    """The marks as CSV text: one student a line, one exercise a column, no mark an empty cell.

    Nothing in it is a formula to a spreadsheet, whatever a student is called or has printed.
    """
    told = notes or {}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    exercises = [mark.exercise for mark in rows[0].marks] if rows else []
    writer.writerow(["student", *exercises, "total", "of", "complete", "note"])
    for row in rows:
        marks = ["" if mark.points is None else mark.points for mark in row.marks]
        complete = "yes" if row.is_complete else "no"
        note = told.get(row.student, "")
        cells = [row.student, *marks, row.total, row.worth, complete, note]
        writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


class CsvExport(ExportPlugin):  # type: ignore[misc]
    """`nbgrader export` with a line for each exercise, and without formulas.

    A late penalty is one more line, below zero, so that lines can be summed; as in nbgrader's own
    table it takes no more than was earned, and whoever handed in nothing has zeros.
    """

    def export(self, gradebook: Any) -> None:
        with open(self.to or "grades.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["assignment", "student", "exercise", "points", "of", "needs a person"])
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in self.assignment:
                    continue
                for row in _with_absent(gradebook, assignment):
                    if self.student and row.student not in map(str, self.student):
                        continue
                    for cells in _lines(assignment.name, row):
                        writer.writerow([_harmless(cell) for cell in cells])


def _lines(assignment: str, row: StudentMarks) -> list[list[object]]:
    lines: list[list[object]] = []
    for mark in row.marks:
        points = "" if mark.points is None else mark.points
        person = "yes" if mark.needs_manual_grade else "no"
        lines.append([assignment, row.student, mark.exercise, points, mark.worth, person])
    if taken := row.earned - row.total:
        lines.append([assignment, row.student, "late penalty", -taken, 0.0, "no"])
    return lines


def _with_absent(gradebook: Any, assignment: Any) -> list[StudentMarks]:
    """The marks of all students of the gradebook, by their ids."""
    rows = _class_marks(gradebook, assignment.name)
    here = {row.student for row in rows}
    nothing = tuple(
        Mark(cell.name, 0.0, float(cell.max_score))
        for notebook in assignment.notebooks
        for cell in sorted(notebook.grade_cells, key=lambda cell: _place(cell.name))
    )
    absent = [s.id for s in gradebook.students if s.id not in here]
    rows += [StudentMarks(student, nothing) for student in absent]
    return sorted(rows, key=lambda row: row.student)


def _class_marks(gradebook: Any, assignment: str) -> list[StudentMarks]:
    rows = [
        StudentMarks(
            student=submission.student.id,
            marks=_marks(submission),
            late_penalty=sum(n.late_submission_penalty or 0.0 for n in submission.notebooks),
        )
        for submission in gradebook.assignment_submissions(assignment)
    ]
    return sorted(rows, key=lambda row: row.student)


def _marks(submission: Any) -> tuple[Mark, ...]:
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    ranked = sorted(grades, key=lambda grade: _place(grade.name))
    return tuple(
        Mark(grade.name, _points(grade), float(grade.max_score), bool(grade.needs_manual_grade))
        for grade in ranked
    )


def _rank(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)


def _place(name: str) -> tuple[int, str]:
    """Where an exercise stands in the course; others behind, by name. Whatever a database does."""
    return _rank(name, _EXERCISES), name


_EXERCISES = [exercise.id for topic in TOPICS for exercise in topic.exercises]


def _points(grade: Any) -> float | None:
    """As nbgrader counts: a person's mark goes before ours, extra credit is added."""
    recorded = grade.auto_score if grade.manual_score is None else grade.manual_score
    return None if recorded is None else float(recorded) + float(grade.extra_credit or 0.0)


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would compute gets an apostrophe, which makes it a text."""
    if not isinstance(cell, str):
        return cell
    flat = "".join(c if c.isprintable() else " " for c in cell)
    return f"'{flat}" if flat.lstrip().startswith(_FORMULA_STARTS) else flat
