"""What faulthandler wrote about a process: its threads, and what each of them is doing.

A thread is *running* unless its stack says otherwise: it computes, sleeps, or waits for
something that nobody here knows. Otherwise it *waits* in a recorded call (the hook's function
is named after kind and object, such as "get queue-1"), waits for a *bounded* time, or *serves*:
the library's own threads and workers, which do nothing before somebody else does.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Collection
from dataclasses import dataclass

At = tuple[str, int]
"""A module of the learner's, and a line in it."""

_HEADER = re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]+.*\(most recent call first\):$")
_FRAME = re.compile(r'  File "(.*)", line (\d+|\?\?\?) in (.*)$')
_NAMED = re.compile(
    r"(get|put|feed|qjoin|send|recv|poll|select|acquire|wait|result|pjoin|call)"
    r" ([a-z]+(?:-[0-9a-f.]+(?:\.lock)?)?)( for a time)?$"
)


class Mode(enum.Enum):
    RUNNING = "running"
    BOUNDED = "bounded"
    SERVING = "serving"
    WAITING = "waiting"


@dataclass(frozen=True)
class Frame:
    file: str
    line: int
    function: str


@dataclass(frozen=True)
class Doing:
    """What one thread does. `kind` and `obj` are those of the event that its wait began with."""

    mode: Mode
    kind: str = ""
    obj: str | None = None
    at: At | None = None


_SERVING, _RUNNING, _BOUNDED = Doing(Mode.SERVING), Doing(Mode.RUNNING), Doing(Mode.BOUNDED)

_LIBRARY: dict[str, dict[str, Doing]] = {
    "multiprocessing/pool.py": {
        "worker": _RUNNING,  # its initializer, say; at rest it is in the inbox's get
        "_set": _RUNNING,  # a callback
        "_guarded_task_generation": _RUNNING,  # the learner's iterable
        "_handle_workers": _SERVING,
        "_handle_tasks": _SERVING,
        "_handle_results": _SERVING,
        "_terminate_pool": Doing(Mode.WAITING, "pterminate"),
    },
    "concurrent/futures/process.py": {
        "wait_result_broken_or_wakeup": _SERVING,
        "join_executor_internals": _SERVING,
    },
    "multiprocessing/queues.py": {
        "_feed": Doing(Mode.WAITING, "feed"),
        "_finalize_join": Doing(Mode.WAITING, "flush"),
        "join_thread": Doing(Mode.WAITING, "flush"),
    },
    "multiprocessing/managers.py": {
        "serve_forever": _SERVING,
        "accepter": _SERVING,
        "handle_request": _SERVING,
        "serve_client": _SERVING,
    },
    "multiprocessing/resource_sharer.py": {"_serve": _SERVING},
    # Below what a forked child does itself lies what its parent did when it forked.
    "multiprocessing/process.py": {"_bootstrap": _RUNNING},
    "multiprocessing/popen_fork.py": {"_launch": _RUNNING},
    "multiprocessing/forkserver.py": {"_serve_one": _RUNNING, "main": _SERVING},
    "course/run/hooks_process.py": {
        "_tell_join": Doing(Mode.WAITING, "join"),
        "get": _SERVING,
        "__call__": _RUNNING,
    },
    "course/run/witness.py": {"ask": _BOUNDED},
    "course/run/call_process.py": {"_perform": _RUNNING, "run": _SERVING},
}
"""Functions, by the end of their file's name, in which a thread that is not in the learner's
code does one thing only."""


def parse(text: str) -> list[list[Frame]]:
    """The threads of the last dump in the text, frames innermost first, main thread last.

    Empty if the dump is not complete: the thread that writes it, which is the main thread unless
    the system chose another, has not come to itself.
    """
    threads: list[list[Frame]] = []
    blank = complete = False
    for line in text.splitlines():
        if _HEADER.match(line):
            if not blank:  # faulthandler leaves a blank line between threads, none between dumps
                threads = []
                complete = False
            complete = complete or line.startswith("Current")
            threads.append([])
        elif threads and (match := _FRAME.match(line)):
            number = int(match[2]) if match[2].isdigit() else 0
            threads[-1].append(Frame(match[1], number, match[3]))
        blank = not line
    return threads if complete else []


def doing(frames: list[Frame], students: Collection[str]) -> Doing:
    """What the thread with these frames does."""
    at = next((found for frame in frames if (found := place(frame, students))), None)
    if not frames:
        return _RUNNING
    for depth, frame in enumerate(frames):
        if place(frame, students):
            return Doing(Mode.RUNNING, at=at)
        if "course/run/" in frame.file and (match := _NAMED.match(frame.function)):
            mode = Mode.BOUNDED if match[3] else Mode.WAITING
            return Doing(mode, match[1], match[2], at)
        known = _library(frame)
        if known is not None:
            if known.kind == "feed" and any(f.function == "wait" for f in frames[:depth]):
                return _SERVING  # a feeder with nothing to feed
            return Doing(known.mode, known.kind, None, at)
    if any(f.function == "_shutdown" and f.file.endswith("threading.py") for f in frames):
        return Doing(Mode.WAITING, "threads")
    return Doing(Mode.RUNNING, at=at)


def place(frame: Frame, students: Collection[str]) -> At | None:
    """Module and line if the frame is one of the learner's code."""
    folder, name = os.path.split(frame.file)
    module = name.removesuffix(".py")
    if module not in students or folder.endswith(("/multiprocessing", "/concurrent/futures")):
        return None
    return module, frame.line


def _library(frame: Frame) -> Doing | None:
    for ending, functions in _LIBRARY.items():
        if frame.function in functions and frame.file.replace("\\", "/").endswith(ending):
            return functions[frame.function]
    return None
