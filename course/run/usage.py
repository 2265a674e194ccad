"""What a call uses up, and whether that is more than it may: memory, processes, cores."""

from __future__ import annotations

from collections.abc import Sequence

from course.run import times, tree
from course.run.launch import Limits

CROWDED_LOOKS = 3
"""Looks in a row at which more processes than `Limits.busy` want a core before the call is cut."""


class Usage:
    """Sums up what was seen at each look at a call's processes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._computed: dict[int, float] = {}
        self._in_line: dict[int, float] = {}
        self._crowds = 0
        """Looks in a row at which too many processes wanted a core."""

    def look(self, processes: Sequence[tree.Process]) -> str | None:
        """Take note of who computed and who stood in line; says which limit is exceeded."""
        for process in processes:
            self._computed[process.pid] = process.cpu
            waited = times.stood_in_line(process.pid)
            if waited is not None:
                self._in_line[process.pid] = waited
        limits = self._limits
        if sum(process.rss for process in processes) > limits.memory:
            return f"it used more than {limits.memory >> 20} MB of memory"
        if len(processes) > limits.processes:
            return f"it started more than {limits.processes} processes"
        crowd = sum(process.busy_threads() for process in processes) > limits.busy
        self._crowds = self._crowds + 1 if crowd else 0
        if self.crowded:
            return f"it kept more than {limits.busy} processes or threads busy at a time"
        return None

    @property
    def crowded(self) -> bool:
        """Whether too many processes have wanted a core for too long."""
        return self._crowds >= CROWDED_LOOKS

    @property
    def computed(self) -> float:
        """CPU seconds, as far as they were seen."""
        return sum(self._computed.values())

    @property
    def stood_in_line(self) -> float | None:
        """Seconds that processes were ready to run and had no processor; None if not known."""
        return sum(self._in_line.values()) if self._in_line else None
