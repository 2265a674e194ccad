"""Temporary files of the grader, which do not outlive it, however it ends.

Each process has one folder for all of them, and a lock on it that goes with the process. Who makes
such a folder first removes those that nobody holds any more: of a judge that was killed, say.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

PREFIX = "autograder-"
LOCK = "lock"


def home() -> Path:
    """The folder of this process, for its user alone; made when it is first asked for."""
    return _of(os.getpid(), tempfile.gettempdir())


@cache
def _of(pid: int, temporary: str) -> Path:
    """The folder of a process below `temporary`: one that is forked has its own."""
    sweep(Path(temporary))
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=temporary))
    new = made / f"{LOCK}.new"
    _lock(os.open(new, os.O_WRONLY | os.O_CREAT))  # open until the process ends
    new.rename(made / LOCK)  # under this name it is never without its lock while we live
    atexit.register(_remove, pid, made)
    return made


def sweep(temporary: Path) -> None:
    """Remove the folders whose process has ended. Others' and foreign ones are left alone."""
    for old in temporary.glob(f"{PREFIX}*"):
        try:
            if old.lstat().st_uid != os.geteuid():
                continue
            with (old / LOCK).open("rb") as file:
                _lock(file.fileno())
                shutil.rmtree(old, ignore_errors=True)
        except OSError:  # in use, no folder of ours, or swept by somebody else just now
            continue


def _lock(descriptor: int) -> None:
    """Raises BlockingIOError, an OSError, if another process holds it."""
    import fcntl  # not on Windows, where nothing is graded

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove(pid: int, made: Path) -> None:
    if os.getpid() == pid:
        shutil.rmtree(made, ignore_errors=True)
