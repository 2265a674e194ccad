"""Grades a whole class: in parallel, only what changed, and on from wherever it was stopped.

    submitted/ ─ plan.py ─▶ exercises to judge ─ work.py ─▶ judges (judges.py, or cluster.py: Dask)
                                                                     │
    gradebook, autograded/ ◀─ one writer: nbgrader's autograde ◀─ verdict store
                                      │
                              journal.py, report.py

Three kinds of process: this one plans and reports; *judges* run checks and know no gradebook; one
*writer* runs nbgrader and judges nothing that a judge has judged. A judge that dies is replaced and
its work given to another. What was written is noted in a journal after the gradebook has it, so a
run that is killed at any moment goes on where it was; writing a submission twice changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from autograder import judges, sandbox
from autograder.classroom.journal import FOLDER, AlreadyRunning, CannotGrade, Journal, locked
from autograder.classroom.plan import (
    Job,
    find_submissions,
    is_in_gradebook,
    is_written,
    misplaced,
    plan,
    second_attempts,
)
from autograder.classroom.report import ClassReport, Progress, changes, graded
from autograder.classroom.run import Run, marks_in_gradebook
from autograder.store import VerdictStore

__all__ = ["AlreadyRunning", "CannotGrade", "ClassReport", "Journal", "Progress", "grade"]


def grade(
    course: Path,
    *,
    assignments: Sequence[str] = (),
    student: str | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    force: bool = False,
    level: str = "bubblewrap",
    tell: Callable[[Progress], None] = lambda progress: None,
) -> ClassReport:
    """Judge what has changed in an nbgrader course and write its gradebook. Blocks until done.

    `jobs` judges work at once; None: as many as keep the cores busy. Raises CannotGrade if there
    is nothing to grade or another run is at work, SandboxMissing if this machine has no sandbox of
    the level. Killed at any moment, the next run goes on.
    """
    began = time.monotonic()
    handed = find_submissions(course, assignments, student)
    chosen = sandbox.launcher(level)
    with locked(course), judges.pool(1) as writer:
        journal = Journal(course / FOLDER / "journal.jsonl")
        store = VerdictStore(course / FOLDER / "verdicts")
        before = dict(journal.entries)
        jobs_to_do = [plan(one, store, chosen.level, force=force) for one in handed]
        run = Run(course, store, journal, chosen.level, writer, tell)
        try:
            if force:
                due = jobs_to_do
                journal.open_again([job.handed.name for job in due])
            else:
                due = _due(course, jobs_to_do, journal, writer)
            if due:
                run.execute(due, jobs, cluster)
        except BrokenProcessPool:
            raise CannotGrade(
                "the process that writes the gradebook was ended from outside. No mark is "
                "lost: run it again, and it goes on where it was."
            ) from None
        known = [journal.entries[one.name] for one in handed if one.name in journal.entries]
    return ClassReport(
        graded=tuple(map(graded, known)),
        written=run.written,
        judged=run.judged,
        unchanged=len(jobs_to_do) - len(due),
        changes=tuple(changes(before, journal.entries)),
        failures=tuple(run.failures),
        misplaced=tuple(misplaced(course, assignments, student)),
        second_attempts=tuple(told for one in handed for told in second_attempts(one)),
        seconds=time.monotonic() - began,
        sandbox=chosen.level,
    )


def _due(course: Path, jobs: Sequence[Job], journal: Journal, writer: Executor) -> list[Job]:
    """What isn't written yet. The gradebook is asked only if the journal says that something is."""
    written = [job for job in jobs if is_written(course, job, journal)]
    scores = writer.submit(marks_in_gradebook, str(course)).result() if written else None
    if scores is not None:
        written = [job for job in written if is_in_gradebook(job, journal, scores)]
    done = {job.handed.name for job in written}
    return [job for job in jobs if job.handed.name not in done]
