"""`make demo`: a class of odd students is graded by the real nbgrader, before your eyes.

    sample_class/ ─▶ build/demo/submitted ─ nbgrader autograde ─▶ gradebook ─▶ table, grades.csv
    source/ ─ nbgrader generate_assignment ─▶ release      └ nbgrader generate_feedback ─▶ pages

Ends with 0 if every student got the marks written beside their submission, 1 if not, 2 if nothing
could be graded.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder import sandbox
from autograder.demo_words import WIDTH, entry, paint, points_text, reasons, short, story, table
from autograder.gradebook import StudentMarks, csv_table
from autograder.nbgrader_course import ROOT, Course, NbgraderFailed
from autograder.sample_class import Student, solutions, students, submission
from course.topics import topic

SLUG = "03_pool"
DEFAULT_FOLDER = ROOT / "build" / "demo"

_OURS = ".made-by-autograder-demo"
_STARTED = re.compile(r"Sanitizing .*[/\\]submitted[/\\](?P<student>[^/\\]+)[/\\]")
_FAILED = re.compile(r"error processing assignment '.*' for student '(?P<student>.*)'")


class DemoError(Exception):
    """The demo cannot run here; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m autograder.demo", description="Grade the sample class with nbgrader."
    )
    parser.add_argument("--course-dir", type=Path, default=DEFAULT_FOLDER, metavar="DIR")
    parser.add_argument("--students", metavar="A,B", help="only these of the class")
    given = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        chosen = _chosen(given.students)
        course = _new_course(given.course_dir.resolve())
        level = _sandbox()
        rows = grade(course, chosen, level)
    except (DemoError, NbgraderFailed) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ndemo: stopped", file=sys.stderr)
        return 2
    _print_result(course, chosen, rows)
    wrong = surprises(chosen, rows)
    _print_surprises(wrong, len(chosen), time.monotonic() - started)
    return 1 if wrong else 0


def grade(course: Course, chosen: Sequence[Student], level: str) -> list[StudentMarks]:
    """Take the class through nbgrader, with progress. Raises NbgraderFailed."""
    of = topic(SLUG)
    _step(1, "Release", f"nbgrader generate_assignment {SLUG}")
    course.add_topic(SLUG)
    course.run("generate_assignment", SLUG)
    points = sum(exercise.points for exercise in of.exercises)
    print(f"      {len(of.exercises)} exercises, {points} points")

    _step(2, "Hand in", f"{len(chosen)} students")
    reference = solutions(course.source_notebook("source", SLUG))
    release = course.source_notebook("release", SLUG)
    for student in chosen:
        course.hand_in(SLUG, student.id, submission(student, release, reference))

    _step(3, "Judge", "nbgrader autograde: no student's code runs outside the sandbox")
    _autograde(course, chosen, level)

    _step(4, "Feedback", "nbgrader generate_feedback")
    course.run("generate_feedback", SLUG)
    rows = course.marks(SLUG)
    notes = {row.student: _note(course, row.student) for row in rows}
    (course.folder / "grades.csv").write_text(csv_table(rows, notes), "utf-8", newline="")
    return rows


def surprises(chosen: Iterable[Student], rows: Iterable[StudentMarks]) -> list[str]:
    """Every mark that is not the one in expected.toml, as a sentence."""
    got = {row.student: {mark.exercise: mark.points for mark in row.marks} for row in rows}
    return [
        f"{student.id}: {exercise} is {points_text(got.get(student.id, {}).get(exercise))}, "
        f"expected {points_text(expected)}"
        for student in chosen
        for exercise, expected in student.marks.items()
        if got.get(student.id, {}).get(exercise) != expected
    ]


# ------------------------------------------------------------------------------------ the stages


def _chosen(wanted: str | None) -> list[Student]:
    everyone = students(SLUG)
    if wanted is None:
        return everyone
    names = wanted.split(",")
    unknown = sorted(set(names) - {student.id for student in everyone})
    if unknown:
        have = ", ".join(student.id for student in everyone)
        raise DemoError(f"no student {', '.join(unknown)} in the class: there are {have}")
    return [student for student in everyone if student.id in names]


def _new_course(folder: Path) -> Course:
    """An empty course; what an earlier demo made there goes, anything else stays."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _OURS).exists():
        raise DemoError(f"{short(folder)} holds other files: name an empty --course-dir")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / _OURS).touch()
    return Course(folder)


def _sandbox() -> str:
    """The best sandbox of this machine: the sample class does no harm outside its own processes."""
    problem = sandbox.bubblewrap_problem()
    if problem is None:
        return "bubblewrap"
    try:
        sandbox.launcher("limits")
    except sandbox.SandboxMissing as error:
        raise DemoError(str(error)) from None
    print(paint(textwrap.fill(f"{problem} Using the weaker sandbox `limits`.", WIDTH), "33"))
    return "limits"


def _autograde(course: Course, chosen: Sequence[Student], level: str) -> None:
    """nbgrader, once for each processor: every run leaves out the students of the others."""
    jobs = min(os.cpu_count() or 1, len(chosen))
    groups = [chosen[start::jobs] for start in range(jobs)]
    with ThreadPoolExecutor(jobs) as threads:
        for done in [threads.submit(_judge_some, course, chosen, g, level) for g in groups]:
            done.result()


def _judge_some(
    course: Course, chosen: Sequence[Student], group: Sequence[Student], level: str
) -> None:
    others = ",".join(student.id for student in chosen if student not in group)
    options = (
        f"--CourseDirectory.student_id_exclude={others}",
        f"--Judge.sandbox={level}",
        # What several students handed in alike is judged once.
        f"--Judge.verdicts={course.folder / '.verdicts'}",
    )
    progress = _Progress(course, {student.id: student for student in group})
    try:
        for line in course.lines("autograde", SLUG, *options):
            if found := _STARTED.search(line):
                progress.start(found["student"])
    except NbgraderFailed as error:
        # A student who could not be judged has no marks; nbgrader has gone on with the others.
        if not _FAILED.search(str(error)):
            raise
        print(paint(str(error), "33"), file=sys.stderr)
    finally:
        progress.finish()


class _Progress:
    """A line a student, when done: what became of it and how long it took."""

    def __init__(self, course: Course, group: dict[str, Student]) -> None:
        self._course = course
        self._group = group
        self._now: str | None = None
        self._since = 0.0

    def start(self, student: str) -> None:
        self.finish()
        self._now, self._since = student, time.monotonic()

    def finish(self) -> None:
        if self._now is None:
            return
        told = self._course.told(SLUG, self._now)
        mark = paint("?", "31")
        if "unreadable" in told:
            mark = paint("✗", "31")
        elif "report" in told:
            mark = paint("•", "33") if reasons(told) else paint("✓", "32")
        story = textwrap.shorten(self._group[self._now].story, 57, placeholder=" …")
        taken = time.monotonic() - self._since
        print(f"      {mark} {self._now:<8} {story:<57}{taken:4.0f} s", flush=True)
        self._now = None


def _note(course: Course, student: str) -> str:
    told = course.told(SLUG, student)
    if "unreadable" in told:
        return str(told["unreadable"])
    return "; ".join(f"{exercise}: {reason}" for exercise, reason in reasons(told))


# ------------------------------------------------------------------------------------- the words


def _print_result(course: Course, chosen: Sequence[Student], rows: list[StudentMarks]) -> None:
    print(f"\n{table(rows)}\n\nWhy marks were lost")
    for student in chosen:
        for number, line in enumerate(story(course.told(SLUG, student.id))):
            print(entry("" if number else student.id, line))
    pages = course.folder / "feedback" / "<student>" / SLUG / f"{SLUG}.html"
    print("\nWhere it is")
    print(f"  {'marks':<11}{short(course.folder / 'grades.csv')}")
    print(f"  {'feedback':<11}{short(pages)}")
    print(f"  {'gradebook':<11}{short(course.folder / 'gradebook.db')}")


def _print_surprises(wrong: Sequence[str], how_many: int, seconds: float) -> None:
    print()
    if wrong:
        print(paint("Not the marks that are written beside the submissions:", "31"))
        print("\n".join(f"  {line}" for line in wrong))
    else:
        done = f"All {how_many} students have the marks written beside their submissions."
        print(f"{paint(done, '32')} ({seconds:.0f} s)")


def _step(number: int, name: str, what: str) -> None:
    print(f"{paint(f'{number}/4 {name:<9}', '1')} {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
