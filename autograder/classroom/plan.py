"""What there is to do for a class: which submissions, and which exercises of each.

Reads notebooks and the verdict store; runs nothing.
"""

from __future__ import annotations

import contextlib
import difflib
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
    wanted = _wanted(course, assignments)
    found = [
        Handed(folder.name, slug, folder / slug / f"{slug}.ipynb")
        for folder in _students(course, student)
        for slug in wanted
        if (folder / slug / f"{slug}.ipynb").is_file()
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
    told = []
    for folder in _students(course, student):
        for place in sorted(p for p in folder.iterdir() if p.is_dir()):
            name = f"{folder.name}/{place.name}"
            near = difflib.get_close_matches(place.name, wanted, n=1)
            if place.name in wanted:
                if not (place / f"{place.name}.ipynb").is_file():
                    told.append(f"{name}: {_instead_of_the_notebook(place)}")
            elif near and place.name not in _SLUGS:
                told.append(f"{name}: no assignment is called so. Rename the folder to {near[0]}.")
    return told


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
    folders = sorted(p for p in (course / "submitted").iterdir() if p.is_dir())
    return [folder for folder in folders if student in (None, folder.name)]


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
