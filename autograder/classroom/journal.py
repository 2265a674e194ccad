"""What a class run remembers between runs, and that only one runs at a time.

<course>/.autograder/lock             held while a run is at work
                     journal.jsonl    what the gradebook has: a JSON line a submission
                     verdicts/        autograder.store
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = ".autograder"


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
            for line in path.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    entry = json.loads(line)
                    self.entries[entry["name"]] = entry

    def note(self, entry: dict[str, Any]) -> None:
        self.entries[entry["name"]] = entry
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


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
