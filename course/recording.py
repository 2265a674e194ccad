"""Record what happens in this very process and in the children that it starts, for a while.

    start ─▶ the recorder's hooks write into a folder of our own ─▶ stop: events read, folder gone

In the sandbox the driver does this for a whole call; here it is for a cell of a notebook, whose
process lives on. So stopping matters as much as starting: afterwards nothing is recorded, the
signal that asks for stacks has its old meaning, and children that are started inherit nothing.
A recording inside another (a `timeline` in a `%%deadline` cell) shares its file.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.run import recorder
from course.run import tape as _tape
from course.run.tape import STACK_SIGNAL, Settings, tape

Event = Mapping[str, Any]

# Labels of objects that earlier recordings of this process saw being made, by id: a queue that
# one cell makes may be used in another. It belongs to the process, as the recorder's hooks do.
_objects: dict[str, dict[str, Any]] = {}


@dataclass
class Recording:
    """One stretch of recording in this process. `start` and `stop` it, or use it as `with`."""

    widen: bool = False
    """Whether a process pauses after reading a shared value without its lock."""
    began: float = 0.0
    ended: float | None = None
    _folder: str = ""
    _offset: int = 0
    _looked: int = 0
    _born: set[int] = field(default_factory=set)
    _shared: bool = False
    _events: list[Event] = field(default_factory=list)

    def __enter__(self) -> Recording:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to record. Raises nothing but what a full disk does."""
        self.began = _tape.clock()
        self._shared = tape.on and tape.settings.path is not None
        if self._shared:
            path = tape.settings.path or ""
            self._folder = os.path.dirname(path)
            with contextlib.suppress(OSError):
                self._offset = os.stat(path).st_size
            return
        self._folder = tempfile.mkdtemp(prefix="course-")
        stacks = os.path.join(self._folder, "stacks")
        os.mkdir(stacks)
        _tape.after_fork()  # counts of an earlier recording are not this one's
        recorder.install(
            Settings(
                path=os.path.join(self._folder, "events"),
                stacks=stacks,
                student_modules=learners_modules(),
                widen=self.widen,
                signal=_free_signal(),
            )
        )

    def stop(self) -> None:
        """End it; `events` stay. Children that still run are recorded no more. Twice is fine."""
        if self.ended is not None:
            return
        if self._shared:
            _tape.flush()
        else:
            recorder.stop()
        self.ended = _tape.clock()
        self._events = self._read()
        if self._shared:
            return
        number = tape.settings.signal
        if number and hasattr(faulthandler, "unregister"):
            faulthandler.unregister(number)
        tape.settings = tape.settings._replace(path=None, stacks=None)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def events(self) -> list[Event]:
        """What was recorded so far, in order of time."""
        return self._events if self.ended is not None else self._read()

    @property
    def size(self) -> int:
        """Bytes written so far: as long as it doesn't grow, nothing happens."""
        try:
            return os.stat(os.path.join(self._folder, "events")).st_size - self._offset
        except OSError:
            return 0

    def born(self) -> set[int]:
        """The pids of all processes that were seen being born so far. Reads only what is new."""
        raw = _bytes_from(os.path.join(self._folder, "events"), self._offset + self._looked)
        whole = raw[: raw.rfind(b"\n") + 1]
        self._looked += len(whole)
        for line in whole.splitlines():
            if b'"k":"start"' in line or b'"k":"run"' in line:
                event = _parsed(line) or {}
                pid = event.get("child" if event.get("k") == "start" else "pid")
                if isinstance(pid, int) and pid != os.getpid():
                    self._born.add(pid)
        return set(self._born)

    def stacks(self, pids: Iterable[int], patience: float = 0.3) -> dict[int, str]:
        """What each of these processes is doing: its stacks as faulthandler writes them.

        Only a process that has said that it has a handler for the signal is asked.
        """
        number = tape.settings.signal
        if not number or tape.settings.stacks is None:
            return {}
        folder = Path(tape.settings.stacks)
        files = {pid: folder / f"{pid}.txt" for pid in set(pids) - {os.getpid()}}
        files = {pid: file for pid, file in files.items() if file.exists()}
        sizes = {pid: _size(file) for pid, file in files.items()}
        for pid in files:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        end = time.monotonic() + patience
        while time.monotonic() < end and any(_size(files[pid]) == sizes[pid] for pid in files):
            time.sleep(0.01)
        time.sleep(0.02)  # the last one may be in the middle of its text
        return {pid: _text_from(file, sizes[pid]) for pid, file in files.items()}

    def _read(self) -> list[Event]:
        raw = _bytes_from(os.path.join(self._folder, "events"), self._offset)
        found = [event for event in map(_parsed, raw.splitlines()) if event]
        found.sort(key=lambda event: event["t"])
        known = {event.get("id") for event in found if event["k"] == "obj"}
        used = dict.fromkeys(event["obj"] for event in found if isinstance(event.get("obj"), str))
        begin = found[0]["t"] if found else 0.0
        earlier = [_objects[obj] | {"t": begin} for obj in used if obj not in known | {None}
                   and obj in _objects]  # fmt: skip
        _objects.update({str(e["id"]): dict(e) for e in found if e["k"] == "obj" and "id" in e})
        return [*earlier, *found]


def learners_modules() -> frozenset[str]:
    """Modules whose lines are the learner's: the notebook itself, and files beside it."""
    here = os.path.realpath(os.getcwd()) + os.sep
    names = {"__main__"}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.startswith("course.samples.") or (
            file
            and os.path.realpath(file).startswith(here)
            and "site-packages" not in file
            and name.partition(".")[0] not in ("course", "autograder", "tests")
        ):
            names.add(name)
    return frozenset(names)


def _free_signal() -> int:
    """The recorder's signal, unless somebody here uses it already; 0 means: no stacks."""
    number = STACK_SIGNAL
    if not number:
        return 0
    return number if signal.getsignal(number) in (signal.SIG_DFL, None) else 0


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
        if isinstance(event["k"], str) and isinstance(event["t"], float):
            return dict(event)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # a line that was cut when its process was killed
    return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _bytes_from(path: str, offset: int) -> bytes:
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            return file.read()
    except OSError:
        return b""


def _text_from(file: Path, offset: int) -> str:
    return _bytes_from(str(file), offset).decode("utf-8", "replace")
