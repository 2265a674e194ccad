"""What there is to do for a class: which submissions, and which exercises of each.

Reads notebooks and the verdict store; runs nothing.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom.journal import TO_JUDGE, CannotGrade, Journal
from autograder.store import VerdictStore, keys_of
from autograder.submission import SubmissionError, read_submission
from course.topics import TOPICS, Topic, topic

Scores = Mapping[tuple[str, str], Mapping[str, float | None]]
"""(assignment, student) → exercise → the mark in the gradebook that no person gave."""


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
    wanted = _wanted(course, assignments)
    found = [
        Handed(folder.name, slug, folder / slug / f"{slug}.ipynb")
        for folder in _students(course, student)
        for slug in wanted
        if not _odd_name(folder.name) and os.path.isfile(folder / slug / f"{slug}.ipynb")
    ]
    if not found and not misplaced(course, assignments, student):
        submitted = course / "submitted"
        raise CannotGrade(f"nothing in {submitted} matches: no <student>/<assignment>/ to grade.")
    return found


def misplaced(
    course: Path, assignments: Sequence[str] = (), student: str | None = None
) -> list[str]:
    """What was handed in and can't be graded where it lies: what is wrong, and what to do."""
    wanted = _wanted(course, assignments)
    told: list[str] = []
    for folder in _students(course, student):
        try:
            told += _misplaced_of(folder, wanted)
        except OSError as error:
            told.append(f"{folder.name}: cannot be read: {error.strerror}. May you read it?")
    return told


def _misplaced_of(folder: Path, wanted: Sequence[str]) -> Iterator[str]:
    """Of one student's folder."""
    if odd := _odd_name(folder.name):
        yield f"{folder.name!r}: {odd}. Rename the folder."
        return
    there = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    for path in there:
        name = f"{folder.name}/{path.name}"
        (near,) = difflib.get_close_matches(path.stem, _SLUGS, n=1) or ("",)
        if not path.is_dir():
            if path.suffix == ".ipynb" and (near in wanted or not near):
                slug = near or "<assignment>"
                yield f"{name}: move it to {folder.name}/{slug}/{slug}.ipynb."
        elif path.name in wanted:
            if not os.path.isfile(path / f"{path.name}.ipynb"):
                yield f"{name}: {_instead_of_the_notebook(path)}"
        elif near in wanted and path.name not in _SLUGS:
            yield f"{name}: no assignment is called so. Rename the folder to {near}."
    if not there:
        yield f"{folder.name}: the folder is empty. Ask for the notebook."


def _odd_name(student: str) -> str:
    """What nbgrader does not like about a student's name: it would look for somebody else's."""
    if student != student.strip():
        return "nbgrader drops blanks before and behind a student's name"
    odd = sorted(set(student) & set("*?[]{}"))
    return f"nbgrader takes {' '.join(odd)} in a student's name for a pattern" if odd else ""


def second_attempts(handed: Handed) -> list[str]:
    """Notebooks beside the one that is graded that look like it: `03_pool (1).ipynb`."""
    others = sorted(p.name for p in handed.path.parent.glob(f"{handed.assignment}*.ipynb"))
    return [
        f"{handed.name}: {handed.path.name} was graded, and not {other} beside it."
        for other in others
        if other != handed.path.name
    ]


_SLUGS = [t.slug for t in TOPICS]


def _instead_of_the_notebook(place: Path) -> str:
    expected = f"{place.name}.ipynb"
    there = sorted(p.name for p in place.iterdir() if p.name != "timestamp.txt")
    notebooks = [name for name in there if name.endswith(".ipynb")]
    if expected in there:
        return f"{expected} is no file. Put the notebook itself there."
    if len(notebooks) == 1:
        return f"rename {notebooks[0]} to {expected}."
    if notebooks:
        return f"there is no {expected}. Rename one of {', '.join(notebooks)}."
    if archives := [name for name in there if name.endswith(".zip")]:
        return f"there is no {expected}. Unpack {archives[0]}, and put the notebook there."
    return f"there is no {expected}. Ask for it, and put it there."


def _wanted(course: Path, assignments: Sequence[str]) -> list[str]:
    """The slugs to grade, in course order; raises CannotGrade."""
    submitted = course / "submitted"
    if not submitted.is_dir():
        raise CannotGrade(
            f"{course} has no folder `submitted`: collect with `nbgrader collect`, or name the "
            f"course with --course-dir."
        )
    if strange := [name for name in assignments if name not in _SLUGS]:
        known = ", ".join(_SLUGS)
        raise CannotGrade(f"no topic is called {', '.join(strange)}; there are {known}")
    return [slug for slug in _SLUGS if not assignments or slug in assignments]


def _students(course: Path, student: str | None) -> list[Path]:
    folders = sorted(
        path
        for path in (course / "submitted").iterdir()
        if path.is_dir() and not path.name.startswith(".")
    )
    return [folder for folder in folders if student in (None, folder.name)]


def plan(handed: Handed, store: VerdictStore, level: str, *, force: bool) -> Job:
    """What there is to do for a submission."""
    try:
        submission = read_submission(handed.path, topic(handed.assignment))
    except SubmissionError as error:
        return Job(handed, _fingerprint(handed, {}), unreadable=str(error))
    except OSError:  # no fault of the student's, and perhaps gone when the writer tries
        return Job(handed, TO_JUDGE)
    modules = {module.name: module.text for module in submission.modules.values()}
    keys = keys_of(submission.topic, modules, level)
    missing = {name: key for name, key in keys.items() if force or not store.has(key)}
    return Job(handed, _fingerprint(handed, keys), submission.topic, modules, missing)


def is_written(course: Path, job: Job, journal: Journal) -> bool:
    """Whether this very submission, judged by these very checks, was written."""
    entry = journal.entries.get(job.handed.name)
    place = course / "autograded" / job.handed.student / job.handed.assignment
    if entry is None or entry["fingerprint"] != job.fingerprint or job.fingerprint == TO_JUDGE:
        return False
    return (place / f"{job.handed.assignment}.ipynb").is_file()


def is_in_gradebook(job: Job, journal: Journal, scores: Scores) -> bool:
    """Whether the gradebook still has what the journal says: it may be another, or an older one."""
    there = scores.get((job.handed.assignment, job.handed.student))
    noted = journal.entries[job.handed.name].get("scores", there)
    return there is not None and noted == there


def _fingerprint(handed: Handed, keys: Mapping[str, str]) -> str:
    """Changes when the file, its time stamp, or any verdict's key does."""
    digest = hashlib.sha256(json.dumps(sorted(keys.items())).encode())
    for path in (handed.path, handed.path.parent / "timestamp.txt"):
        with contextlib.suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
