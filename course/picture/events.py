"""Events as pictures read them: what can't be read is left out, the rest is in order of time.

An event is a *claim*: the process that wrote it may have been killed in the middle, and a
student's process may have written what it liked. What lacks a finite time or a pid is left out;
of everything else, each reader asks for a member as text or as a number, and gets one fit to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from course.picture.chart import Event, Place

LONGEST_LABEL = 60
"""Characters of a name that are kept; more than a lane can show, less than fills a file."""

LATEST = 1e10
"""Seconds. A clock that counts from the machine's start, or from 1970, shows less."""


def clip_label(text: object, limit: int = LONGEST_LABEL) -> str:
    """A name made fit to be shown: one line, without control characters, not too long."""
    if isinstance(text, int) and not _is_number(text):
        text = "a huge number"  # str() of it may be refused
    plain = "".join(c if c.isprintable() else " " for c in str(text)[: 4 * limit])
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


@dataclass(frozen=True, slots=True)
class Seen:
    """An event whose common keys are known to be well."""

    t: float
    pid: int
    kind: str
    phase: str
    raw: Event

    def text(self, key: str) -> str:
        """A member as text fit to be shown, empty if there is none."""
        value = self.raw.get(key)
        return "" if value is None else clip_label(value)

    def number(self, key: str) -> int | None:
        """A member that is a whole number, None if it is none."""
        value = self.raw.get(key)
        return value if _is_number(value) else None

    @property
    def at(self) -> Place | None:
        """Where in the learner's code."""
        value = self.raw.get("at")
        if isinstance(value, (list, tuple)) and len(value) >= 2 and _is_number(value[1]):
            module = "cell" if value[0] == "__main__" else clip_label(value[0])
            return module, value[1]
        return None

    @property
    def went_well(self) -> bool:
        """Whether a call that ended did what was asked of it."""
        return self.raw.get("ok") is not False


def _is_number(value: object) -> TypeGuard[int]:
    """Whether it is a whole number of a size that occurs; others take for ever to write out."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def cleaned(events: Iterable[Event]) -> list[Seen]:
    """The events that can be read, in order of time; those of the same time keep theirs."""
    seen = []
    for event in events:
        if not isinstance(event, Mapping):
            continue
        t, pid, kind = event.get("t"), event.get("pid"), event.get("k")
        if isinstance(t, bool) or not isinstance(t, (int, float)) or not abs(t) < LATEST:
            continue
        if _is_number(pid) and isinstance(kind, str):
            seen.append(Seen(float(t), pid, kind, str(event.get("ph") or ""), event))
    return sorted(seen, key=lambda event: event.t)
