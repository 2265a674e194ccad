"""The floor that judges of one machine share: many call at once, or one calls alone.

Two files, locked by the kernel: who dies gives back whatever they hold.

    beside   through the door, share the room, leave the door
    alone    hold the door, so that nobody comes in; wait until the room is empty
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from course.manners import Manners

PATIENCE = 60.0
"""Seconds to wait for an empty room: the longest call and its repetition take less. Lower it and a
call is repeated beside others; raise it and a judge that was stopped holds the others up longer."""

_LOOK = 0.02


@dataclass(frozen=True)
class Floor:
    """The two files lie in `folder`."""

    folder: Path

    @property
    def manners(self) -> Manners:
        return Manners(beside=self.beside, alone=self.alone)

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Be one of many; wait while somebody is alone or wants to be."""
        with self._open("door") as door, self._open("room") as room:
            _lock(door, fcntl.LOCK_EX)
            _lock(room, fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one, once those who are at it have done; `beside` must not be held."""
        with self._open("door") as door, self._open("room") as room:
            _lock(door, fcntl.LOCK_EX)
            _lock(room, fcntl.LOCK_EX)
            yield

    def _open(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("ab")


def _lock(file: IO[bytes], kind: int) -> None:
    """Lock it, or go on without after so long: a verdict that took long beats none."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_LOOK)
