"""The recorder's lines, read back into events.

A recording is a *claim*: student code may have written what it liked into it. What is cut, was
covered in part by another line or is no event of ours is left out here; whoever reads the rest must
not trust what an event holds.
docs/events.md lists the events.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

_LATEST = 1e10
"""Seconds of a monotonic clock: three hundred years. What is later breaks a timeline's scale."""

_TAKES_TIME = frozenset(
    "acquire call feed get join pjoin poll put qjoin recv result select send task wait work".split()  # noqa: SIM905
)
_MEMBERS: Mapping[str, Mapping[str, type]] = {
    "block": {"name": str},
    "obj": {"id": str, "type": str},
    "pool": {"obj": str, "workers": int},
    "start": {"name": str, "role": str},
}
"""What events of these kinds always hold; see docs/events.md."""


def parse_events(text: str) -> tuple[Mapping[str, Any], ...]:
    """Recorder lines in order of time. A line that is cut or no event of ours is left out."""
    found = []
    for line in text.splitlines():
        try:
            event = json.loads(line)
            if isinstance(event, dict) and isinstance(event["k"], str):
                when = float(event["t"])
                if math.isfinite(when) and abs(when) < _LATEST and _is_whole(event):
                    found.append((when, int(event["pid"]), event))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            continue
    found.sort(key=lambda item: item[0])
    return tuple(event for _, _, event in found)


def _is_whole(event: Mapping[str, Any]) -> bool:
    """Whether an event holds what readers take for granted; a recorder of ours writes no other."""
    kind = event["k"]
    if kind in _TAKES_TIME and event.get("ph") not in ("B", "E"):
        return False
    needed = _MEMBERS.get(kind, {})
    if needed and "at" not in event:
        return False
    at = event.get("at")
    return (at is None or (isinstance(at, list) and len(at) == 2)) and all(
        isinstance(event.get(name), of) for name, of in needed.items()
    )
