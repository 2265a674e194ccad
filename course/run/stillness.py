"""Whether a call's processes stand still, so that nobody who waits at the gate need wait longer."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from course.run import tree

STILL_SECONDS = 1.5
"""So long must nothing have moved. Lower it and a pause between two starts looks like serial work;
raise it and serial work costs more."""

ASIDE = 0.25
"""The share of looks at which somebody may be awake all the same.

A pool's own thread is: it looks after its workers ten times a second, and on a busy machine it is
often seen on its way to a processor. Whom a busy machine keeps from coming is seen so at nearly
every look."""

ASIDE_CPU = 0.03
"""The processor time that such threads may use, as a share of the time that passes."""

LOOKS = 6
"""Fewer prove nothing: this judge may have been kept from looking by the same busy machine."""


class _Look(NamedTuple):
    when: float
    pids: frozenset[int]
    cpu: float
    awake: bool


class Stillness:
    """Takes in looks at the processes, a tenth of a second apart or so."""

    def __init__(self) -> None:
        self._looks: deque[_Look] = deque()

    def seen(self, processes: Sequence[tree.Process], now: float) -> bool:
        """Take in a look, at `now` in seconds; whether nothing has moved for STILL_SECONDS.

        A process that comes or goes is a movement, and so is one that computes or reads a disk.
        """
        look = _Look(
            now,
            frozenset(process.pid for process in processes),
            sum(process.cpu for process in processes),
            any(process.state in "RD" for process in processes),
        )
        looks = self._looks
        if looks and looks[-1].pids != look.pids:
            looks.clear()
        looks.append(look)
        while len(looks) > LOOKS and looks[1].when <= now - STILL_SECONDS:
            looks.popleft()
        passed = now - looks[0].when
        if passed < STILL_SECONDS or len(looks) < LOOKS:
            return False
        awake = sum(look.awake for look in looks)
        return awake <= ASIDE * len(looks) and look.cpu - looks[0].cpu <= ASIDE_CPU * passed
