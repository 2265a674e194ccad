"""What the inside tells of itself when it is asked: recorded events, and the processes' stacks.

All of it is a claim: good for pictures, names and explanations, never for a mark.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from course.run.events import parse_events
from course.run.place import Place

STACK_SECONDS = 0.5
"""For processes to write their stacks when asked: it takes them a millisecond, if they get a
processor. Who has not by then is taken for busy."""


class Claims:
    """The events and stacks of one call, as far as they have been collected."""

    def __init__(self, place: Place) -> None:
        self.events: tuple[Mapping[str, Any], ...] = ()
        self._place = place
        self._heard: dict[int, int] = {}
        """By pid: how much of its stacks has been read."""

    def collect(self) -> dict[int, str]:
        """Fetch the events that there are by now; returns the stacks by pid."""
        found = self._place.ask("collect", "collected")["collected"]
        self.events = parse_events(found["events"])
        return {int(pid): text for pid, text in found["stacks"].items() if pid.isdigit()}

    def fresh_stacks(self, asked: set[int]) -> dict[int, str]:
        """What the processes that were asked have written since; an old answer would mislead."""
        until = time.monotonic() + STACK_SECONDS
        while True:
            time.sleep(0.05)
            written = self.collect()
            fresh = {p: t for p, t in written.items() if len(t) > self._heard.get(p, 0)}
            if asked <= fresh.keys() or time.monotonic() > until:
                self._heard.update({pid: len(text) for pid, text in fresh.items()})
                return fresh

    def blocks_made(self) -> frozenset[str]:
        """Names of the shared-memory blocks that processes of the call have made."""
        return frozenset(event["name"] for event in self.events if event["k"] == "block")

    def name_of(self, pid: int) -> str:
        """What a process was called when it was started."""
        for event in self.events:
            if event.get("k") == "start" and event.get("child") == pid:
                return f"the process {str(event.get('name'))[:60]}"
        return "a process"
