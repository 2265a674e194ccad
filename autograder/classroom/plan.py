"""What there is to do for a class: which submissions, and which exercises of each.

Reads notebooks and the verdict store; runs nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom.journal import CannotGrade, Journal
from autograder.store import VerdictStore, keys_of
from autograder.submission import SubmissionError, read_submission
from course.topics import TOPICS, Topic, topic


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
    known = [t.slug for t in TOPICS]
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


def plan(handed: Handed, store: VerdictStore, level: str, *, force: bool) -> Job:
    """What there is to do for a submission."""
    try:
        submission = read_submission(handed.path, topic(handed.assignment))
    except SubmissionError as error:
        return Job(handed, _fingerprint(handed, {}), unreadable=str(error))
    modules = {module.name: module.text for module in submission.modules.values()}
    keys = keys_of(submission.topic, modules, level)
    missing = {name: key for name, key in keys.items() if force or not store.has(key)}
    return Job(handed, _fingerprint(handed, keys), submission.topic, modules, missing)


def is_written(course: Path, job: Job, journal: Journal) -> bool:
    """Whether the gradebook has this very submission, judged by these very checks."""
    entry = journal.entries.get(job.handed.name)
    place = course / "autograded" / job.handed.student / job.handed.assignment
    return entry is not None and entry["fingerprint"] == job.fingerprint and place.is_dir()


def _fingerprint(handed: Handed, keys: Mapping[str, str]) -> str:
    """Changes when the file, its time stamp, or any verdict's key does."""
    digest = hashlib.sha256(json.dumps(sorted(keys.items())).encode())
    for path in (handed.path, handed.path.parent / "timestamp.txt"):
        with contextlib.suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
