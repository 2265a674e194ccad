"""Grades a whole class: in parallel, only what changed, and on from wherever it was stopped.

    submitted/ ─ plan ─▶ exercises to judge ─▶ judges (processes, or a Dask cluster)
                                                                     │
    gradebook, autograded/ ◀─ one writer: nbgrader's autograde ◀─ verdict store

Three kinds of process: this one plans and reports; *judges* run checks and know no gradebook; one
*writer* runs nbgrader and judges nothing that a judge has judged. A judge that dies is replaced and
its work given to another. What was written is noted in a journal after the gradebook has it, so a
run that is killed at any moment goes on where it was; writing a submission twice changes nothing.
"""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import json
import multiprocessing.connection
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED as FIRST
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from autograder import sandbox
from autograder.judge import judge_modules
from autograder.store import VerdictStore, key_of
from autograder.submission import SubmissionError, read_submission
from autograder.verdict import ExerciseResult
from course.checking import is_blank
from course.topics import TOPICS, Topic, topic
from course.verdict import Verdict

FOLDER = ".autograder"
"""Below the course: the lock, the journal, the verdicts."""

DEATHS = 3
"""Judges that may die of one piece of work before it counts as a fault of ours."""


LONGEST_JUDGING = 1800.0
"""Seconds for one exercise: every check at its deadline under every start method takes half of it.
Lower it and a busy machine gives up on slow but honest submissions."""


class CannotGrade(RuntimeError):
    """Nothing can be graded here; the message says why and what to do."""


class AlreadyRunning(CannotGrade):
    """Another run grades this course at this moment."""


@dataclass(frozen=True)
class Handed:
    """A notebook that a student handed in for an assignment."""

    student: str
    assignment: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.student}/{self.assignment}"


@dataclass
class Job:
    """A submission on its way: what is to be judged, what has been."""

    handed: Handed
    fingerprint: str
    topic: Topic | None = None
    modules: Mapping[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Exercise → key of its verdict, for those that no store has."""
    unreadable: str = ""


@dataclass(frozen=True)
class Graded:
    """A submission whose marks are in the gradebook. `results` are the exercises' as JSON data."""

    student: str
    assignment: str
    points: float | None
    max_points: float
    exercises: Mapping[str, Mapping[str, Any]]
    unreadable: str = ""


@dataclass(frozen=True)
class Change:
    """A mark that a new judging changed."""

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
        }


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

    Raises CannotGrade if there is nothing to grade or another run is at work, SandboxMissing if
    this machine has no sandbox of the level. Killed at any moment, the next run goes on.
    """
    began = time.monotonic()
    handed = find_submissions(course, assignments, student)
    chosen = sandbox.launcher(level)
    with _lock(course):
        journal = Journal(course / FOLDER / "journal.jsonl")
        store = VerdictStore(course / FOLDER / "verdicts")
        before = dict(journal.entries)
        plan = [_plan(one, store, chosen.level, force) for one in handed]
        due = [job for job in plan if force or not _is_written(course, job, journal)]
        run = _Run(course, store, journal, level, tell)
        if due:
            try:
                run.execute(due, jobs or os.cpu_count() or 1, cluster)
            except BrokenProcessPool:
                raise CannotGrade(
                    "the process that writes the gradebook was ended from outside. No mark is "
                    "lost: run it again, and it goes on where it was."
                ) from None
        graded = tuple(
            _graded(journal.entries[one.name]) for one in handed if one.name in journal.entries
        )
    return ClassReport(
        graded=graded,
        written=run.written,
        judged=run.judged,
        unchanged=len(plan) - len(due),
        changes=tuple(_changes(before, journal.entries)),
        failures=tuple(run.failures),
        seconds=time.monotonic() - began,
        sandbox=chosen.level,
    )


def find_submissions(
    course: Path, assignments: Sequence[str] = (), student: str | None = None
) -> list[Handed]:
    """The notebooks in `submitted/`, by student and course order; raises CannotGrade."""
    submitted = course / "submitted"
    if not submitted.is_dir():
        raise CannotGrade(
            f"{course} has no folder `submitted`: collect with `nbgrader collect`, or name the "
            f"course with --course-dir."
        )
    known = {t.slug for t in TOPICS}
    if strange := [name for name in assignments if name not in known]:
        raise CannotGrade(f"no topic is called {', '.join(strange)}; there are {', '.join(known)}")
    wanted = [t.slug for t in TOPICS if not assignments or t.slug in assignments]
    found = []
    for folder in sorted(p for p in submitted.iterdir() if p.is_dir()):
        if student in (None, folder.name):
            for slug in wanted:
                path = folder / slug / f"{slug}.ipynb"
                if (folder / slug).is_dir():
                    found.append(Handed(folder.name, slug, path))
    if not found:
        raise CannotGrade(f"nothing in {submitted} matches: no <student>/<assignment>/ to grade.")
    return found


def _plan(handed: Handed, store: VerdictStore, level: str, force: bool) -> Job:
    """What there is to do for a submission. Reads it, runs nothing."""
    try:
        submission = read_submission(handed.path, topic(handed.assignment))
    except SubmissionError as error:
        return Job(handed, _fingerprint(handed, {}), unreadable=str(error))
    modules = {module.name: module.text for module in submission.modules.values()}
    keys = {
        exercise.id: key_of(submission.topic, exercise.id, modules, level)
        for exercise in submission.topic.exercises
        if not is_blank(modules.get(exercise.id, ""))
    }
    missing = {name: key for name, key in keys.items() if force or store.find(key) is None}
    return Job(handed, _fingerprint(handed, keys), submission.topic, modules, missing)


def _fingerprint(handed: Handed, keys: Mapping[str, str]) -> str:
    """Changes when the file, its time stamp, or any verdict's key does."""
    digest = hashlib.sha256(json.dumps(sorted(keys.items())).encode())
    for path in (handed.path, handed.path.parent / "timestamp.txt"):
        with contextlib.suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_written(course: Path, job: Job, journal: Journal) -> bool:
    entry = journal.entries.get(job.handed.name)
    place = course / "autograded" / job.handed.student / job.handed.assignment
    return entry is not None and entry["fingerprint"] == job.fingerprint and place.is_dir()


class Journal:
    """What has been written to the gradebook: one JSON line a submission, the last one counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries: dict[str, dict[str, Any]] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in path.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    entry = json.loads(line)
                    self.entries[entry["name"]] = entry

    def note(self, entry: dict[str, Any]) -> None:
        self.entries[entry["name"]] = entry
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


class _Run:
    """One run: judges at work, and behind them the writer."""

    def __init__(
        self,
        course: Path,
        store: VerdictStore,
        journal: Journal,
        level: str,
        tell: Callable[[Progress], None],
    ) -> None:
        self._course = course
        self._store = store
        self._journal = journal
        self._level = level
        self._tell = tell
        self._began = time.monotonic()
        self.judged = 0
        self.written = 0
        self.failures: list[str] = []
        self._to_judge = 0
        self._to_write = 0

    def execute(self, due: Sequence[Job], jobs: int, cluster: str | None) -> None:
        """Judge and write everything that is due."""
        work = _distinct(due, self._level)
        self._to_judge, self._to_write = len(work), len(due)
        waiting = {job.handed.name: set(job.missing.values()) for job in due}
        with _pool(1) as writer:
            writes = {self._write(writer, job): job for job in due if not waiting[job.handed.name]}
            for key, result in self._judge(work, jobs, cluster):
                self.judged += 1
                if result is not None:
                    self._store.keep(key, result)
                for job in due:
                    keys = waiting[job.handed.name]
                    if key in keys:
                        keys.discard(key)
                        if not keys:
                            writes[self._write(writer, job)] = job
                self._take(writes, block=False)
            self._take(writes, block=True)

    def _judge(
        self, work: Mapping[str, _Work], jobs: int, cluster: str | None
    ) -> Iterator[tuple[str, ExerciseResult | None]]:
        """Judge all, in any order; a judge that dies is replaced."""
        left = dict(work)
        deaths: Counter[str] = Counter()
        while left:
            suspects = [key for key in left if deaths[key]]
            batch = {suspects[0]: left[suspects[0]]} if suspects else dict(left)
            try:
                with _judges(jobs, cluster) as executor:
                    running = {executor.submit(judge_one, one): key for key, one in batch.items()}
                    while running:
                        done, _ = wait(running, timeout=1.0, return_when=FIRST)
                        for future in done:
                            key = running.pop(future)
                            result = future.result()
                            del left[key]
                            yield key, result
                        self._report()
            except BrokenProcessPool:
                for key in set(batch) & set(left):
                    deaths[key] += 1
                for key in [key for key in left if deaths[key] >= DEATHS]:
                    del left[key]
                    self.failures.append(f"{work[key].exercise}: its judge died {DEATHS} times")
                    yield key, None

    def _write(self, writer: Executor, job: Job) -> Future[str]:
        return writer.submit(
            write_marks,
            str(self._course),
            job.handed.assignment,
            job.handed.student,
            self._level,
        )

    def _take(self, writes: dict[Future[str], Job], *, block: bool) -> None:
        """Note in the journal what the writer has done."""
        while writes:
            done, _ = wait(writes, timeout=1.0 if block else 0.0, return_when=FIRST)
            if not done and not block:
                return
            for future in done:
                job = writes.pop(future)
                problem = future.result()
                if problem:
                    self.failures.append(f"{job.handed.name}: {problem}")
                else:
                    self._journal.note(self._entry(job))
                self.written += 1
            self._report()

    def _entry(self, job: Job) -> dict[str, Any]:
        told = _told(self._course, job.handed)
        results = told.get("report", {}).get("exercises", [])
        return {
            "name": job.handed.name,
            "student": job.handed.student,
            "assignment": job.handed.assignment,
            "fingerprint": _settled(job.fingerprint, results),
            "unreadable": job.unreadable,
            "exercises": {result["id"]: _short(result) for result in results},
        }

    def _report(self) -> None:
        spent = time.monotonic() - self._began
        share = (self.judged + self.written) / max(1, self._to_judge + self._to_write)
        left = spent / share - spent if share > 0.02 else None
        self._tell(Progress(self.judged, self._to_judge, self.written, self._to_write, left))


@dataclass(frozen=True)
class _Work:
    """One exercise of one submission: all that a judge on any machine needs."""

    slug: str
    exercise: str
    modules: Mapping[str, str]
    level: str


def _distinct(due: Sequence[Job], level: str) -> dict[str, _Work]:
    """What is to be judged, by key: the same code is judged once, whoever handed it in."""
    work: dict[str, _Work] = {}
    for job in due:
        for exercise, key in job.missing.items():
            assert job.topic is not None
            work.setdefault(key, _Work(job.topic.slug, exercise, dict(job.modules), level))
    return work


def judge_one(work: _Work) -> ExerciseResult:
    """A judge's work. Runs in a process of its own, perhaps on another machine.

    Every call has its deadline; should the judge itself hang over what came back, it ends itself.
    """
    faulthandler.dump_traceback_later(LONGEST_JUDGING, exit=True)
    try:
        return _judge_one(work)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _judge_one(work: _Work) -> ExerciseResult:
    (result,) = judge_modules(
        topic(work.slug),
        work.modules,
        launcher=sandbox.launcher(work.level),
        exercises=[work.exercise],
    )
    return result


def write_marks(course: str, assignment: str, student: str, level: str) -> str:
    """The writer's work: nbgrader's autograde for one submission. Empty, or what went wrong."""
    from autograder.writer import autograde

    return autograde(Path(course), assignment, student, level)


def _pool(size: int) -> ProcessPoolExecutor:
    """Processes that end when this one does, however it ends."""
    return ProcessPoolExecutor(
        size, mp_context=get_context("spawn"), initializer=_end_with_the_parent
    )


def _end_with_the_parent() -> None:
    """A worker of a killed run would wait for ever, and a writer write beside the next one's."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch(sentinel: int) -> None:
        multiprocessing.connection.wait([sentinel])
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


@contextlib.contextmanager
def _judges(jobs: int, cluster: str | None) -> Iterator[Executor]:
    """Judges on this machine, or those of a Dask cluster."""
    if cluster is None:
        with _pool(jobs) as executor:
            yield executor
        return
    try:
        from distributed import Client
    except ImportError:
        raise CannotGrade(
            "a cluster needs Dask: pip install distributed, here and on the workers"
        ) from None
    with Client(cluster) as client:
        yield client.get_executor(retries=DEATHS)


@contextlib.contextmanager
def _lock(course: Path) -> Iterator[None]:
    """Only one run at a time for a course; the lock goes with the process, however it ends."""
    import fcntl

    folder = course / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(
                f"another run of `autograder grade` is at work in {course}. It will finish what "
                f"this one would do; look again when it is done."
            ) from None
        yield


def _told(course: Path, handed: Handed) -> dict[str, Any]:
    """What our preprocessor left in the autograded notebook."""
    name = f"{handed.assignment}.ipynb"
    path = course / "autograded" / handed.student / handed.assignment / name
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["metadata"]["autograder"]
    except (OSError, ValueError, KeyError):
        return {}
    return found if isinstance(found, dict) else {}


def _settled(fingerprint: str, results: Sequence[Mapping[str, Any]]) -> str:
    """The fingerprint, unless something could not be judged: then the next run tries again."""
    unsettled = any(result["verdict"] == Verdict.GRADER_ERROR.value for result in results)
    return "to be judged again" if unsettled else fingerprint


def _short(result: Mapping[str, Any]) -> dict[str, Any]:
    failed = next(
        (c for c in result["checks"] if c["verdict"] == result["verdict"] != "passed"), None
    )
    return {
        "points": result["points"],
        "max_points": result["max_points"],
        "verdict": result["verdict"],
        "misconception": failed["misconception"] if failed else None,
        "why": (failed["observed"] or failed["title"]) if failed else "",
    }


def _graded(entry: Mapping[str, Any]) -> Graded:
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


def _changes(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Change]:
    for name, entry in after.items():
        old = before.get(name, {}).get("exercises", {})
        for exercise, result in entry["exercises"].items():
            if exercise in old and old[exercise]["points"] != result["points"]:
                why = result["why"] or result["verdict"]
                yield Change(
                    entry["student"], exercise, old[exercise]["points"], result["points"], why
                )
