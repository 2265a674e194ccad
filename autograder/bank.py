"""The solution bank: programs whose verdict is known, by which the checks themselves are checked.

    topics/<slug>/bank/<exercise>/<verdict>/<mistake>.py

The folder is the expected verdict (`accepted` means full marks), the file's name says the mistake,
and the last line of its docstring, `Misconception: <name>`, the diagnosis that must be given. The
reference solution and the unsolved stub of each exercise are judged with them.
"""

from __future__ import annotations

import ast
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from autograder import sandbox
from autograder.checks import TOPICS_FOLDER, with_checks
from autograder.judge import judge_modules
from autograder.judges import Task, run_all
from autograder.verdict import ExerciseResult
from course.manners import NO_OTHERS, Manners
from course.run.runner import GraderFault
from course.topics import TOPICS, Topic, present_topics, topic_of
from course.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent

FOLDERS = {
    "accepted": Verdict.PASSED,
    "wrong_answer": Verdict.WRONG_ANSWER,
    "crashed": Verdict.CRASHED,
    "timed_out": Verdict.TIMED_OUT,
    "leaked": Verdict.LEAKED,
    "forged": Verdict.FORGED,
}


REFERENCE, STUB = "reference", "stub"
"""What the entries are called that come from the notebooks."""


class BankError(ValueError):
    """A file of the bank lies in the wrong place or lacks its docstring; the message says which."""


@dataclass(frozen=True)
class Entry:
    """One program of the bank. `misconception` is None for those that are right."""

    topic: str
    exercise: str
    name: str
    expected: Verdict
    misconception: str | None
    text: str

    @property
    def is_right(self) -> bool:
        return self.expected is Verdict.PASSED


@dataclass(frozen=True)
class Judged:
    """An entry and what the grader said of it. `run` counts repeats from 0."""

    entry: Entry
    verdict: Verdict
    misconception: str | None
    points: float | None
    max_points: float
    detail: str
    run: int = 0

    @property
    def wrongly_accepted(self) -> bool:
        return not self.entry.is_right and self.verdict is Verdict.PASSED

    @property
    def wrongly_refused(self) -> bool:
        return self.entry.is_right and self.verdict is not Verdict.PASSED

    @property
    def verdict_is_right(self) -> bool:
        return self.verdict is self.entry.expected

    @property
    def diagnosis_is_right(self) -> bool:
        return self.entry.is_right or self.misconception == self.entry.misconception

    def to_json(self) -> dict[str, Any]:
        return {
            "topic": self.entry.topic,
            "exercise": self.entry.exercise,
            "name": self.entry.name,
            "expected": self.entry.expected.value,
            "verdict": self.verdict.value,
            "expected_misconception": self.entry.misconception,
            "misconception": self.misconception,
            "points": self.points,
            "max_points": self.max_points,
            "run": self.run,
        }


def topics(slugs: Sequence[str] = ()) -> tuple[Topic, ...]:
    """The topics with hidden checks, or those named by slug or short name.

    By default those that have a notebook, too: the others are still being written.
    """
    present = with_checks(TOPICS)
    if not slugs:
        return tuple(topic for topic in present if topic in present_topics(ROOT))
    found = tuple(t for t in present if t.slug in slugs or t.short in slugs)
    known = {name for t in present for name in (t.slug, t.short)}
    if strange := sorted(set(slugs) - known):
        raise BankError(
            f"no topic {', '.join(strange)} with checks; there are "
            f"{', '.join(t.slug for t in present)}"
        )
    return found


def entries(topic: Topic) -> Iterator[Entry]:
    """The bank of a topic, in order of exercise, verdict and name; raises BankError."""
    bank = TOPICS_FOLDER / topic.slug / "bank"
    known = {exercise.id for exercise in topic.exercises}
    for folder in sorted(p for p in bank.iterdir() if p.is_dir()) if bank.is_dir() else ():
        if folder.name not in known:
            raise BankError(f"{_short(folder)}: {topic.slug} has no exercise of that name")
    for exercise in topic.exercises:
        for verdict in FOLDERS:
            for path in sorted((bank / exercise.id / verdict).glob("*.py")):
                yield read_entry(path)


def read_entry(path: Path) -> Entry:
    """One file of the bank, told by its place; raises BankError if it isn't as it should be."""
    verdict, exercise = path.parent.name, path.parent.parent.name
    if verdict not in FOLDERS:
        raise BankError(f"{_short(path)}: the folder is one of {', '.join(FOLDERS)}")
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"^\s*Misconception: *([a-z0-9-]+)\s*$", _docstring(text), re.MULTILINE)
    if verdict != "accepted" and len(named) != 1:
        raise BankError(f"{_short(path)}: end its docstring with one line `Misconception: <name>`")
    return Entry(
        topic=topic_of(exercise).slug,
        exercise=exercise,
        name=path.stem,
        expected=FOLDERS[verdict],
        misconception=named[0] if verdict != "accepted" else None,
        text=text,
    )


def _docstring(text: str) -> str:
    """The module's docstring; for a file that is no Python, the first triple-quoted text."""
    try:
        return ast.get_docstring(ast.parse(text)) or ""
    except (SyntaxError, ValueError):
        found = re.search(r'"""(.*?)"""', text, re.DOTALL)
        return found[1] if found else ""


def _short(path: Path) -> str:
    return "/".join(path.parts[-4:])


def from_notebooks(topic: Topic) -> Iterator[Entry]:
    """The reference solutions, which must pass, and the unsolved stubs, which must earn nothing."""
    from autograder.submission import read_submission

    for folder, name, expected in (
        ("source", REFERENCE, Verdict.PASSED),
        ("release", STUB, Verdict.NOT_ATTEMPTED),
    ):
        path = ROOT / folder / topic.slug / f"{topic.slug}.ipynb"
        if not path.exists():
            continue
        modules = read_submission(path).modules
        for exercise in topic.exercises:
            if exercise.id in modules:
                yield Entry(
                    topic.slug, exercise.id, name, expected, None, modules[exercise.id].text
                )


def sampled(chosen: Iterable[Entry], size: int, seed: str) -> list[Entry]:
    """A sample of each exercise: the reference, the stub, and `size` others, a quarter right.

    The seed alone says which: another one takes others, so that over many runs all have their turn.
    """
    random = Random(seed)
    groups: dict[tuple[str, bool | None], list[Entry]] = {}
    for entry in chosen:
        fixed = entry.name in (REFERENCE, STUB)
        groups.setdefault((entry.exercise, None if fixed else entry.is_right), []).append(entry)
    right = math.ceil(size / 4)
    many = {None: sys.maxsize, True: right, False: size - right}
    return [
        entry
        for (_, kind), group in groups.items()
        for entry in random.sample(group, min(many[kind], len(group)))
    ]


def judge_entry(
    entry: Entry,
    level: str,
    methods: Sequence[str] | None = None,
    run: int = 0,
    quick: bool = False,
    *,
    manners: Manners = NO_OTHERS,
) -> Judged:
    """Judge one program of the bank in a sandbox; if `quick`, until its first failed check."""
    topic = topic_of(entry.exercise)
    modules = {entry.exercise: entry.text}
    (result,) = judge_modules(
        topic,
        modules,
        launcher=sandbox.launcher(level),
        exercises=[entry.exercise],
        methods=methods,
        pictures=False,
        stop_at_failure=quick,
        manners=manners,
    )
    return Judged(
        entry=entry,
        verdict=result.verdict,
        misconception=result.misconception,
        points=result.points,
        max_points=result.max_points,
        detail=_detail(result),
        run=run,
    )


def judge_all(
    chosen: Iterable[Entry],
    *,
    level: str,
    methods: Sequence[str] | None = None,
    jobs: int | None = None,
    repeat: int = 1,
    quick: bool = False,
) -> Iterator[Judged]:
    """Judge many programs in parallel processes; yields each as it is done.

    `jobs` at once; None: as many as keep the cores busy.
    """
    slow_first = sorted(chosen, key=lambda entry: entry.expected is not Verdict.TIMED_OUT)
    tasks = [
        Task(
            key=f"{run} {number}",
            kind=f"{entry.exercise} {entry.expected}",
            call=judge_entry,
            args=(entry, level, methods, run, quick),
        )
        for run in range(repeat)
        for number, entry in enumerate(slow_first)
    ]
    for done in run_all(tasks, jobs):
        if done.died:
            raise GraderFault(f"judges died of a program of the bank: {done.kind}")
        yield done.result


def _detail(result: ExerciseResult) -> str:
    """What the deciding check said, on one line, for whoever mends the bank."""
    check = result.failure
    if check is None:
        return ""
    parts = [check.id, check.method or "", check.observed or "", check.error or ""]
    return " | ".join(part.replace("\n", " ")[-300:] for part in parts if part)
