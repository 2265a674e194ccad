"""One run: judges at work, and behind them the one writer."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from pathlib import Path
from typing import Any

from autograder import judges
from autograder.classroom import cluster
from autograder.classroom.journal import Journal
from autograder.classroom.plan import Handed, Job, Scores
from autograder.classroom.report import Progress, none_earned, settled, short
from autograder.classroom.work import Work, distinct, judge_one
from autograder.judges import Done, Task
from autograder.store import VerdictStore
from course.verdict import Verdict


class Run:
    """Judges what is due, writes each submission once its last exercise is judged, notes it."""

    def __init__(
        self,
        course: Path,
        store: VerdictStore,
        journal: Journal,
        level: str,
        writer: Executor,
        tell: Callable[[Progress], None],
    ) -> None:
        self._course = course
        self._store = store
        self._journal = journal
        self._level = level
        self._writer = writer
        self._tell = tell
        self._began = time.monotonic()
        self.judged = 0
        self.written = 0
        self.failures: list[str] = []
        self._failed_jobs: set[str] = set()
        self._to_judge: Counter[str] = Counter()
        self._to_write = 0
        self._costs = judges.Costs()
        self._spent = 0.0

    def execute(self, due: Sequence[Job], jobs: int | None, address: str | None) -> None:
        """Judge and write everything that is due."""
        work = distinct(due, self._level)
        self._to_judge, self._to_write = Counter(one.exercise for one in work.values()), len(due)
        waiting = {job.handed.name: set(job.missing.values()) for job in due}
        wanting: dict[str, list[Job]] = {}
        for job in due:
            for key in job.missing.values():
                wanting.setdefault(key, []).append(job)
        writes = {self._write(job): job for job in due if not job.missing}
        for done in _judge(work, jobs, address):
            self._note(done)
            for job in wanting[done.key]:
                keys = waiting[job.handed.name]
                keys.discard(done.key)
                if done.died:
                    self._failed(job, f"{done.kind}: its judge died {judges.DEATHS} times")
                    keys.add("never")
                elif not keys:
                    writes[self._write(job)] = job
            self._take(writes, block=False)
            self._report()
        self._take(writes, block=True)

    def _note(self, done: Done) -> None:
        self.judged += 1
        self._to_judge[done.kind] -= 1
        self._spent += done.seconds
        self._costs.add(done)
        if not done.died:
            self._store.keep(done.key, done.result)

    def _write(self, job: Job) -> Future[Written]:
        names = (job.handed.assignment, job.handed.student)
        return self._writer.submit(write_marks, str(self._course), *names, self._level)

    def _take(self, writes: dict[Future[Written], Job], *, block: bool) -> None:
        """Note in the journal what the writer has done."""
        while writes:
            done, _ = wait(writes, timeout=1.0 if block else 0.0, return_when=FIRST_COMPLETED)
            if not done and not block:
                return
            for future in done:
                job = writes.pop(future)
                problem, scores = future.result()
                entry = {} if problem else self._entry(job, scores)
                if problem := problem or _unexplained(entry):
                    self._failed(job, problem)
                    continue
                self._journal.note(entry)
                self.written += 1
                self.failures += _our_faults(entry)
            if block:
                self._report()

    def _failed(self, job: Job, problem: str) -> None:
        """Nothing is noted, so that the next run tries again."""
        self.failures.append(f"{job.handed.name}: {problem}")
        self._to_write -= job.handed.name not in self._failed_jobs
        self._failed_jobs.add(job.handed.name)

    def _entry(self, job: Job, scores: Mapping[str, float | None]) -> dict[str, Any]:
        told = _told(self._course, job.handed)
        results = told.get("report", {}).get("exercises", [])
        unreadable = "" if results else job.unreadable or str(told.get("unreadable", ""))
        exercises = {result["id"]: short(result) for result in results}
        return {
            "name": job.handed.name,
            "student": job.handed.student,
            "assignment": job.handed.assignment,
            "fingerprint": settled(job.fingerprint, results),
            "unreadable": unreadable,
            "exercises": none_earned(job.handed.assignment, unreadable)
            if unreadable
            else exercises,
            "scores": dict(scores),
        }

    def _report(self) -> None:
        total = self.judged + sum(self._to_judge.values())
        self._tell(Progress(self.judged, total, self.written, self._to_write, self._left()))

    def _left(self) -> float | None:
        """Seconds, if the rest goes on as fast: judges' seconds a second of the clock."""
        passed = time.monotonic() - self._began
        if self._spent <= 0.0:
            return None
        rest = sum((self._costs.seconds(k) or 0.0) * n for k, n in self._to_judge.items())
        return rest * passed / self._spent


def _judge(work: Mapping[str, Work], jobs: int | None, address: str | None) -> Iterator[Done]:
    tasks = [Task(key, one.exercise, judge_one, (one,)) for key, one in work.items()]
    return cluster.run_all(tasks, address) if address else judges.run_all(tasks, jobs)


Written = tuple[str, dict[str, float | None]]
"""What went wrong, or an empty text; and the marks that the gradebook has then, by exercise."""


def write_marks(course: str, assignment: str, student: str, level: str) -> Written:
    """The writer's work: nbgrader's autograde for one submission."""
    from autograder.writer import autograde

    return autograde(Path(course), assignment, student, level)


def marks_in_gradebook(course: str) -> Scores | None:
    """In the writer: what the gradebook has; None if that can't be told."""
    from autograder.writer import scores_of

    return scores_of(Path(course))


def _unexplained(entry: Mapping[str, Any]) -> str:
    """nbgrader was content, and yet nothing of ours stands in the notebook that it wrote."""
    if entry["exercises"]:
        return ""
    return (
        "nbgrader wrote no report of ours. Has the course's nbgrader_config.py the lines of this "
        "project's?"
    )


def _our_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    for exercise, result in entry["exercises"].items():
        if result["verdict"] == Verdict.GRADER_ERROR.value:
            yield f"{entry['name']}: {exercise}: the grader failed: {result['why']}"


def _told(course: Path, handed: Handed) -> dict[str, Any]:
    """What our preprocessor left in the autograded notebook."""
    name = f"{handed.assignment}.ipynb"
    path = course / "autograded" / handed.student / handed.assignment / name
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["metadata"]["autograder"]
    except (OSError, ValueError, KeyError):
        return {}
    return found if isinstance(found, dict) else {}
