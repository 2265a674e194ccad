"""What a class run remembers between runs, and that only one runs at a time.

<course>/.autograder/lock             held while a run is at work
                     journal.jsonl    what the gradebook has: a JSON line a submission
                     verdicts/        autograder.store
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FOLDER = ".autograder"
TO_JUDGE = "to be judged again"
"""In place of a fingerprint: whatever the submission is like, the next run takes it up."""

_NEEDED = {"name", "student", "assignment", "fingerprint", "unreadable", "exercises"}


class CannotGrade(RuntimeError):
    """Nothing can be graded here; the message says why and what to do."""


class AlreadyRunning(CannotGrade):
    """Another run grades this course at this moment."""


class Journal:
    """What has been written to the gradebook; of two lines for a submission the last counts.

    A line is added after the gradebook has the marks. Killed in between, the next run writes them
    again, which changes nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries: dict[str, dict[str, Any]] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in path.read_bytes().splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    entry = json.loads(line.decode("utf-8"))
                    if entry.keys() >= _NEEDED:
                        self.entries[entry["name"]] = entry

    def note(self, entry: dict[str, Any]) -> None:
        self.entries[entry["name"]] = entry
        self._append([entry])

    def open_again(self, names: Iterable[str]) -> None:
        """Before these are judged anew: killed meanwhile, the next run does the rest of them."""
        again = [
            self.entries[name] | {"fingerprint": TO_JUDGE} for name in names if name in self.entries
        ]
        self.entries |= {entry["name"]: entry for entry in again}
        self._append(again)

    def _append(self, entries: Iterable[dict[str, Any]]) -> None:
        """Each on a line of its own, also if the last one before is torn."""
        with self._path.open("ab+") as file:
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            for entry in entries:
                file.write(json.dumps(entry).encode() + b"\n")


@contextlib.contextmanager
def locked(course: Path) -> Iterator[None]:
    """Only one run at a time for a course; the lock goes with the process, however it ends."""
    import fcntl

    folder = course / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(
                f"another run of `autograder grade` is at work in {course}. It will finish what "
                f"this one would do; look again when it is done."
            ) from None
        yield
