"""What has been solved so far: a small file that `check` keeps beside the notebooks.

    course-progress.json      {"version": 1, "exercises": {"word_count":
                               {"verdict": "passed", "tries": 3, "passed": 2, "checks": 2}}}

Two notebooks may check at the same moment, so an update is read, changed and written under a lock,
and written whole or not at all. A file that can't be understood is put aside under another name,
which is said, and a new one is begun. The record is for the learner alone: no mark comes from it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.topics import TOPICS
from course.verdict import CheckResult, Verdict, overall

FILE = "course-progress.json"
VERSION = 1


@dataclass(frozen=True)
class Entry:
    """How the last `check` of an exercise went: its verdict, and how many checks passed."""

    verdict: Verdict
    tries: int
    passed: int
    checks: int


class Damaged(ValueError):
    """The file is no record that this version of the course can read."""


@dataclass(frozen=True)
class Record:
    """The entries by exercise, and a remark if there was something wrong with the file."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    remark: str | None = None


def notebook_folder() -> Path:
    """The folder of the notebook that is running; elsewhere the current one."""
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython

        from course.module_magic import folder_of

        shell = get_ipython()
        if shell is not None:
            return folder_of(shell)
    return Path.cwd()


def course_folder(notebook: Path) -> Path:
    """The folder that holds the notebooks' folders, seen from that of one notebook."""
    slugs = {topic.slug for topic in TOPICS}
    return notebook.parent if notebook.name in slugs else notebook


def read(folder: Path) -> Record:
    """The record in this folder. Changes nothing, and never raises for what the file is."""
    try:
        return Record(_parse(folder / FILE))
    except FileNotFoundError:
        return Record()
    except (OSError, Damaged) as error:
        return Record(
            remark=f"`{FILE}` can't be read ({error}). Your solutions are safe, they are in the "
            f"notebooks. The next `check` puts this file aside and begins a new one."
        )


def keep(folder: Path, exercise: str, results: tuple[CheckResult, ...]) -> str | None:
    """Note how a `check` went. Returns what the learner has to be told, if anything.

    A fault of ours is not noted. Blocks while another notebook writes, for a few milliseconds.
    """
    if overall(results) is Verdict.GRADER_ERROR:
        return None
    try:
        with _alone(folder):
            return _update(folder / FILE, exercise, results)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return f"Your progress could not be noted in `{FILE}`: {reason}. The checks have run."


def _update(path: Path, exercise: str, results: tuple[CheckResult, ...]) -> str | None:
    remark = None
    try:
        entries = _parse(path)
    except FileNotFoundError:
        entries = {}
    except Damaged as error:
        entries = {}
        aside = _put_aside(path)
        remark = (
            f"`{FILE}` could not be read ({error}). It is kept as `{aside.name}`, and a new one "
            f"has been begun: run `check` again where you had solved something."
        )
    before = entries.get(exercise)
    entries[exercise] = Entry(
        verdict=overall(results),
        tries=(before.tries if before else 0) + 1,
        passed=sum(result.verdict is Verdict.PASSED for result in results),
        checks=len(results),
    )
    exercises = {name: asdict(entry) for name, entry in sorted(entries.items())}
    _write(path, json.dumps({"version": VERSION, "exercises": exercises}, indent=1) + "\n")
    return remark


def _parse(path: Path) -> dict[str, Entry]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            raise Damaged(f"it is of version {data['version']!r}, and this course knows {VERSION}")
        return {name: _entry(stored) for name, stored in data["exercises"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged("it is damaged") from None


def _entry(stored: dict[str, object]) -> Entry:
    numbers = [stored[name] for name in ("tries", "passed", "checks")]
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise Damaged("it is damaged")
    tries, passed, checks = (number for number in numbers if isinstance(number, int))
    return Entry(Verdict(str(stored["verdict"])), tries, passed, checks)


def _put_aside(path: Path) -> Path:
    """Give the file the first name that nobody has, and return it."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)
    return aside


def _write(path: Path, text: str) -> None:
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time. The lock is the system's, so it ends with the process that has it."""
    with open(folder / f".{FILE}.lock", "a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            with contextlib.suppress(OSError):  # some network drives have no locks
                fcntl.flock(file, fcntl.LOCK_EX)
            yield
