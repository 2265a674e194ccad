"""What is taught, practised and checked, as a page: `python -m tools.coverage` (`make coverage`).

    docs/syllabus.toml ──────────── rows: section, exercise, check ─┐
    course/misconceptions/*.toml ── what learners get wrong ────────┼── docs/coverage.md
    autograder/topics/*/test_*.py ─ which check names it ───────────┤
    autograder/topics/*/bank/ ───── which program proves it ────────┘

Whatever a row names has to exist: a heading of the notebook, an exercise, a check of that exercise.
Topics without a notebook are still being written, and nothing of them is demanded yet.
`--check` writes nothing and says what is not as it should be.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.bank import entries
from course import misconceptions
from course.misconceptions import Misconception
from course.topics import TOPICS, Topic, present_topics, topic

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "coverage.md"
SYLLABUS = ROOT / "docs" / "syllabus.toml"
ROWS = 38

# The catalogue of mistakes that the course was planned with, collected from questions, issues and
# class notes, is kept apart from the course. Its parts, and how many rows each has:
CATALOGUE = {"A": 26, "B": 9, "C": 21, "D": 8, "E": 27, "F": 15, "G": 24, "H": 29, "I": 6}
WANTED = 60
"""Rows of the catalogue that a check has to catch with a message of its own."""


@dataclass(frozen=True)
class Row:
    """One item of the class notes: where it is shown, and the checks by exercise."""

    number: int
    item: str
    topic: Topic
    sections: tuple[str, ...]
    checks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Caught:
    """A misconception, the checks that name it, and the programs of the bank that prove it."""

    known: Misconception
    checks: tuple[str, ...]
    bank: tuple[str, ...]

    @property
    def by_words(self) -> bool:
        """Whether an exception's words, or who waits for whom, give it away in any check."""
        return any((self.known.raised, self.known.printed, self.known.blocked))

    @property
    def is_proved(self) -> bool:
        return bool(self.bank) and (bool(self.checks) or self.by_words)


def rows(path: Path = SYLLABUS) -> list[Row]:
    """The rows of the syllabus, in order."""
    stored = tomllib.loads(path.read_text(encoding="utf-8"))["row"]
    return [
        Row(
            number=row["number"],
            item=row["item"],
            topic=topic(row["topic"]),
            sections=tuple(row["sections"]),
            checks={name: tuple(checks) for name, checks in row["checks"].items()},
        )
        for row in stored
    ]


def caught(of: Topic) -> list[Caught]:
    """The misconceptions of a topic, each with what catches it, in the order of their file."""
    return [
        Caught(
            known,
            tuple(check for each in TOPICS for check in _checks_that_name(each.slug, name)),
            _programs().get(name, ()),
        )
        for name, known in misconceptions.load(of.slug).items()
    ]


def catalogue_rows(found: Iterable[Caught]) -> set[str]:
    """The rows of the catalogue that are caught, each proved by a program of the bank."""
    return {row for each in found if each.is_proved for row in each.known.catalogue}


# ------------------------------------------------------------------------------ what there is


@cache
def headings(slug: str) -> frozenset[str]:
    """The headings of a notebook's text."""
    text = (ROOT / "source" / f"{slug}.py").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^# #+ (.+?)\s*$", text, re.MULTILINE))


@cache
def checks(slug: str) -> Mapping[str, str]:
    """The hidden checks of a topic, by name; the value is the exercise."""
    return {
        name: exercise
        for name, function in _functions(slug).items()
        if (exercise := _exercise(function))
    }


@cache
def _programs() -> Mapping[str, tuple[str, ...]]:
    """The programs of the whole bank by the misconception that they must get."""
    found: dict[str, list[str]] = {}
    for entry in (entry for each in TOPICS for entry in entries(each)):
        if entry.misconception:
            found.setdefault(entry.misconception, []).append(f"{entry.exercise}/{entry.name}")
    return {name: tuple(programs) for name, programs in found.items()}


@cache
def _functions(slug: str) -> Mapping[str, ast.FunctionDef]:
    path = ROOT / "autograder" / "topics" / slug / f"test_{topic(slug).short}.py"
    if not path.exists():
        return {}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {each.name: each for each in body if isinstance(each, ast.FunctionDef)}


def _exercise(function: ast.FunctionDef) -> str | None:
    """The exercise in `@exercise("word_count", points=1)`."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.args[0], ast.Constant):
            return str(decorator.args[0].value)
    return None


@cache
def _words(slug: str, function: str) -> frozenset[str]:
    """The names and texts in a function of the checks, and in those that it uses."""
    functions = _functions(slug)
    found: set[str] = set()
    waiting, seen = [function], {function}
    while waiting:
        for node in ast.walk(functions[waiting.pop()]):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            if isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
                seen.add(node.id)
                waiting.append(node.id)
    return frozenset(found)


def _checks_that_name(slug: str, name: str) -> list[str]:
    return [check for check in checks(slug) if name in _words(slug, check)]


# ------------------------------------------------------------------------------ what is wrong


def faults() -> list[str]:
    """What the syllabus or the misconceptions name and does not exist; empty if all is well."""
    found = rows()
    wrong = []
    if [row.number for row in found] != list(range(1, ROWS + 1)):
        wrong.append(f"docs/syllabus.toml: the rows are not 1 to {ROWS}, each once")
    written = set(present_topics(ROOT))
    for row in (row for row in found if row.topic in written):
        wrong += [f"docs/syllabus.toml, row {row.number}: {fault}" for fault in _row_faults(row)]
    for of in TOPICS:
        for known in misconceptions.load(of.slug).values():
            place = f"course/misconceptions/{of.slug}.toml: [{known.name}]"
            wrong += [
                f"{place} names the catalogue's row {row!r}, which there is not"
                for row in known.catalogue
                if not _in_catalogue(row)
            ]
            if of in written and known.look_at not in headings(of.slug):
                wrong.append(f"{place} looks at {known.look_at!r}, which is no heading there")
    return wrong


def _row_faults(row: Row) -> Iterable[str]:
    slug = row.topic.slug
    for section in row.sections:
        if section not in headings(slug):
            yield f"{slug} has no heading {section!r}"
    if not row.sections or not row.checks or not all(row.checks.values()):
        yield "it needs a section, an exercise and a check"
    for exercise, names in row.checks.items():
        if exercise not in {each.id for each in row.topic.exercises}:
            yield f"{slug} has no exercise {exercise!r}"
        for name in names:
            if checks(slug).get(name) != exercise:
                yield f"{exercise} has no hidden check {name!r}"


def _in_catalogue(row: str) -> bool:
    match = re.fullmatch(r"([A-I])([1-9]\d?)", row)
    return bool(match) and int(row[1:]) <= CATALOGUE[row[0]]


# ------------------------------------------------------------------------------ the page


def page() -> str:
    """The page, in Markdown."""
    written = present_topics(ROOT)
    found = {of.slug: caught(of) for of in written}
    everything = [each for of in written for each in found[of.slug]]
    covered = catalogue_rows(everything)
    proved = sum(each.is_proved for each in everything)
    done = sum(row.topic in written for row in rows())
    parts = [
        f"""\
# What is taught, practised and checked

Made by `make coverage` from docs/syllabus.toml, the misconceptions, the checks and the bank; a test
compares it.

- **{done} of {ROWS}** items of the class notes are shown in a notebook, practised, and checked.
- **{proved}** misconceptions have a message of their own and a program in the bank that proves it.
- **{len(covered)} of {sum(CATALOGUE.values())}** kinds of mistakes that the course was planned
  with, collected from questions, issues and class notes, are caught that way ({WANTED} are wanted).

## The items of the class notes

| # | item | notebook: section | exercise: hidden checks |
|---|---|---|---|
""",
        *(_row(row, row.topic in written) for row in rows()),
        """
## The misconceptions

*Check* is the hidden check that names it; *by its words* means that an exception's text, or who
waits for whom, gives it away in whichever check. *Bank* is a program, the first of them, that must
get this diagnosis.
""",
    ]
    for of in written:
        parts.append(f"\n### {of.slug}\n\n| misconception | check | bank |\n|---|---|---|\n")
        parts += map(_line, found[of.slug])
    return "".join(parts)


def _row(row: Row, is_written: bool) -> str:
    item = row.item.replace("|", "\\|")
    if not is_written:
        return f"| {row.number} | {item} | {row.topic.slug}, being written | |\n"
    sections = " · ".join(row.sections)
    exercises = "; ".join(
        f"`{exercise}`: {', '.join(f'`{name}`' for name in names)}"
        for exercise, names in row.checks.items()
    )
    return f"| {row.number} | {item} | {row.topic.slug}: {sections} | {exercises} |\n"


def _line(each: Caught) -> str:
    by = [f"`{check}`" for check in each.checks] + (["by its words"] if each.by_words else [])
    bank = f"`{each.bank[0]}`" if each.bank else ""  # one is enough, and the page stays readable
    return f"| {each.known.name} | {', '.join(by) or '—'} | {bank or '—'} |\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.coverage", description="Write docs/coverage.md."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what is not as it should be"
    )
    given = parser.parse_args(arguments)
    wrong = faults()
    for fault in wrong:
        print(fault, file=sys.stderr)
    if wrong:
        return 1
    made = page()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
        print("docs/coverage.md is up to date")
        return 0
    if given.check:
        print("docs/coverage.md is not what it is made of: run `make coverage`", file=sys.stderr)
        return 1
    PAGE.write_text(made, encoding="utf-8", newline="\n")
    print("docs/coverage.md written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
