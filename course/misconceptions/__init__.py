"""The misconceptions that checks name, and what is said to a student who holds one.

One TOML file a topic, one table a misconception; the table's name is used in checks, messages
and the solution bank. Keys: `title`, `why` (one to three sentences), `look_at` (a heading of the
topic's notebook), `hint`; optional `catalogue` (ids of the course's research), `observed` and
`expected` (used where a check has nothing better), `raised` (a regular expression on
"Type: message" of the exception), `printed` (one on what a call that hung wrote to stderr: the
tracebacks of its children) and `blocked` (a pattern of `course.run.blocked`), which give the
diagnosis where a check names none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.topics import TOPICS

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Misconception:
    """What a student believes, and the words that help."""

    name: str
    topic: str
    title: str
    why: str
    look_at: str
    hint: str
    catalogue: tuple[str, ...] = ()
    observed: str | None = None
    expected: str | None = None
    raised: re.Pattern[str] | None = None
    printed: re.Pattern[str] | None = None
    blocked: str | None = None


class UnknownMisconception(LookupError):
    """A check or a bank file names a misconception that no TOML file has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"no misconception is called {name!r}: add a table [{name}] to the topic's file "
            f"in course/misconceptions/"
        )


@cache
def load(slug: str) -> dict[str, Misconception]:
    """The misconceptions of a topic by name, in file order. A topic without a file has none."""
    path = _FOLDER / f"{slug}.toml"
    if not path.exists():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _read(name, slug, table) for name, table in tables.items()}


def find(name: str) -> Misconception:
    """The misconception of that name, whatever its topic; raises UnknownMisconception."""
    for slug in slugs():
        if name in load(slug):
            return load(slug)[name]
    raise UnknownMisconception(name)


def slugs() -> Sequence[str]:
    """The topics that have misconceptions."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def from_symptoms(
    slug: str, raised: str | None, pattern: str | None, printed: str | None = None
) -> Misconception | None:
    """The first misconception, of this topic then of others, whose symptom is this one.

    Words tell more than a pattern of who waits for whom, so they are looked at first. The words
    of the course's first notebook are for beginners, and come last.
    """
    others = [other for other in slugs() if other != slug]
    topics = (slug, *sorted(others, key=lambda other: other == TOPICS[0].slug))
    everything = [known for topic in topics for known in load(topic).values()]
    for known in everything:
        if raised is not None and known.raised is not None and known.raised.search(raised):
            return known
        if printed is not None and known.printed is not None and known.printed.search(printed):
            return known
    return next((k for k in everything if pattern is not None and k.blocked == pattern), None)


def _read(name: str, slug: str, table: dict[str, object]) -> Misconception:
    def text(key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"course/misconceptions/{slug}.toml: [{name}] needs the text {key!r}")
        return value.strip()

    known = {"title", "why", "look_at", "hint", "catalogue", "observed", "expected"}
    if strange := set(table) - known - {"raised", "printed", "blocked"}:
        raise ValueError(f"course/misconceptions/{slug}.toml: [{name}] has unknown keys {strange}")
    catalogue = table.get("catalogue", ())
    return Misconception(
        name=name,
        topic=slug,
        title=text("title"),
        why=text("why"),
        look_at=text("look_at"),
        hint=text("hint"),
        catalogue=tuple(map(str, catalogue)) if isinstance(catalogue, (list, tuple)) else (),
        observed=text("observed") if "observed" in table else None,
        expected=text("expected") if "expected" in table else None,
        raised=re.compile(text("raised"), re.DOTALL) if "raised" in table else None,
        printed=re.compile(text("printed"), re.DOTALL) if "printed" in table else None,
        blocked=text("blocked") if "blocked" in table else None,
    )
