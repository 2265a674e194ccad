"""What runs inside, beside the student's module: stages without any expected answer."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from course.samples.attributes import errand, look

__all__ = [
    "copies",
    "copy_and_tell",
    "end_of_program",
    "listen",
    "look",
    "look_at_a_zombie",
    "look_at_two",
    "ranges",
    "refuses_to_leave",
    "two_hearts",
]

PATIENCE = 6.0
"""Seconds in which a beat has to come: one takes 0.1 s, a spawned child on a busy machine 2 s."""

# ---------------------------------------------------------------------------------- describe


def look_at_two(module: ModuleType, names: list[str]) -> list[Any]:
    """Let `describe` look at new processes of these names; all that it said, afterwards."""
    return [module.describe(multiprocessing.Process(name=name)) for name in names]


def look_at_a_zombie(module: ModuleType, order: str) -> dict[str, Any]:
    """Let `describe` look at a process that has ended and that nobody has waited for."""
    process = multiprocessing.Process(target=errand, args=(order,))
    process.start()
    facts = {"here": os.getpid(), "name": process.name, "started": True, "pid": process.pid}
    if multiprocessing.get_start_method() == "forkserver":
        connection.wait([process.sentinel])  # not our child: the server tells
    else:
        os.waitid(os.P_PID, process.pid or 0, os.WEXITED | os.WNOWAIT)
    facts["said"] = module.describe(process)
    process.join()
    return facts


# -------------------------------------------------------------------------- run_with_timeout


def refuses_to_leave(module: ModuleType, seconds: float) -> Any:
    """Call run_with_timeout where every child ignores SIGTERM from its first moment on."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # children inherit it, however they start
    return module.run_with_timeout(errand, ("stubborn-1",), seconds)


# ----------------------------------------------------------------------------- parallel_copy


def copies(module: ModuleType, jobs: list[tuple[str, str, int]]) -> list[Any]:
    """Call parallel_copy for each (src, dst, parts); what it returned for each."""
    return [module.parallel_copy(src, dst, parts) for src, dst, parts in jobs]


def copy_and_tell(module: ModuleType, src: str, dst: str, parts: int) -> dict[str, Any]:
    """Call parallel_copy; how many bytes this thread itself has read meanwhile, by the kernel's
    count. None where the kernel doesn't count."""
    before = _bytes_read()
    value = module.parallel_copy(src, dst, parts)
    after = _bytes_read()
    return {"value": value, "read": None if before is None or after is None else after - before}


def _bytes_read() -> int | None:
    try:
        with open("/proc/thread-self/io", encoding="ascii") as file:
            return int(file.readline().removeprefix("rchar:"))
    except (OSError, ValueError):
        return None


def ranges(module: ModuleType, size: int, order: list[tuple[int, int]]) -> list[int]:
    """Call copy_range in this process for each (offset, length), into a file of `size` bytes 255.

    Returns the size of the file after each call.
    """
    with open("dst.bin", "wb") as file:
        file.write(b"\xff" * size)
    sizes = []
    for offset, length in order:
        module.copy_range("src.bin", "dst.bin", offset, length)
        sizes.append(os.path.getsize("dst.bin"))
    return sizes


# --------------------------------------------------------------------------- start_heartbeat


def listen(module: ModuleType, interval: float, beats: int, longer: float = 0.0) -> dict[str, Any]:
    """Start a heart, wait for so many beats (or PATIENCE) and `longer`, then end it."""
    began = time.monotonic()
    heart = module.start_heartbeat("beats.txt", interval)
    heard: dict[str, Any] = {
        "returned": type(heart).__name__,
        "process": isinstance(heart, BaseProcess),
        "here": os.getpid(),
    }
    if not heard["process"]:
        return heard
    heard["pid"] = heart.pid
    if heart.pid is None:
        return heard
    lines = _wait_for_beats("beats.txt", beats, began + PATIENCE)
    time.sleep(longer)
    heard |= {"daemon": heart.daemon, "alive": heart.is_alive(), "exitcode": heart.exitcode}
    heard["lines"] = _beats("beats.txt") if longer else lines
    heart.kill()
    heart.join()
    return heard


def two_hearts(module: ModuleType, interval: float) -> dict[str, Any]:
    """Start two hearts on one file that exists already; the file's lines and both pids."""
    with open("beats.txt", "w", encoding="utf-8") as file:
        file.write("before\n")
    hearts = [module.start_heartbeat("beats.txt", interval) for _ in range(2)]
    pids = [str(heart.pid) for heart in hearts]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and min(map(_beats("beats.txt").count, pids)) < 3:
        time.sleep(0.02)
    for heart in hearts:
        heart.kill()
        heart.join()
    return {"lines": _beats("beats.txt"), "pids": pids}


PROGRAM = """
import multiprocessing, os, sys, time

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    from start_heartbeat import start_heartbeat

    heart = start_heartbeat("beats.txt", 0.05)
    end = time.monotonic() + 6.0
    while time.monotonic() < end:
        if os.path.exists("beats.txt") and os.path.getsize("beats.txt"):
            break
        time.sleep(0.02)
    print(getattr(heart, "daemon", None), flush=True)
"""


def end_of_program(module: ModuleType, method: str) -> dict[str, Any]:
    """Run a program that starts a heart, waits for its first beat, and comes to its last line."""
    with open("program.py", "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    with open("said.txt", "wb") as said, open("complaints.txt", "wb") as complaints:
        program = subprocess.Popen(
            [sys.executable, "program.py", method],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complaints,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )
        last_line = _wait_for_text("said.txt", 12.0, program)
        try:
            status = program.wait(4.0 if last_line else 0.5)
        except subprocess.TimeoutExpired:
            status = None
    at_the_end = len(_beats("beats.txt"))
    time.sleep(0.5)  # ten beats of a living heart
    later = len(_beats("beats.txt"))
    if status is None:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()
    with open("complaints.txt", encoding="utf-8", errors="replace") as file:
        complaints_text = file.read()[-600:]
    return {
        "last_line": last_line,
        "status": status,
        "beats": at_the_end,
        "beats_later": later,
        "complaints": complaints_text,
    }


def _wait_for_text(path: str, seconds: float, program: subprocess.Popen[bytes]) -> str:
    """What the program has printed, as soon as it has, or when it has ended without."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        over = program.poll() is not None
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        if text or over:
            return text.strip()
        time.sleep(0.02)
    return ""


def _wait_for_beats(path: str, beats: int, end: float) -> list[str]:
    lines: list[str] = []
    while time.monotonic() < end and len(lines) < beats:
        time.sleep(0.02)
        lines = _beats(path)
    return lines


def _beats(path: str) -> list[str]:
    """The complete lines of the file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return []
