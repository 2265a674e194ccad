"""The processes below one, as the outside sees them: facts that no student's code can colour.

On Linux from /proc, which is quick and knows the pids inside a pid namespace; elsewhere by psutil.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psutil

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_PF_EXITING = 0x4  # of the kernel's include/linux/sched.h
_HAS_PROC = sys.platform == "linux"
_HAS_CHILDREN = os.path.exists(f"/proc/self/task/{os.getpid()}/children")


@dataclass(frozen=True)
class Process:
    """One process: pid as seen outside, state as a letter of ps(1), CPU seconds, resident bytes."""

    pid: int
    ppid: int
    state: str
    cpu: float
    rss: int
    flags: int = 0
    """The kernel's, where there is a /proc."""
    threads: int = 1

    @property
    def is_zombie(self) -> bool:
        return self.state == "Z"

    @property
    def is_ending(self) -> bool:
        """Whether it has begun to end: its descriptors are closed before it is gone."""
        return self.is_zombie or bool(self.flags & _PF_EXITING)

    def state_of_all(self) -> str:
        """Its state if all its threads sleep, else that of one that does not.

        `state` is the main thread's alone: behind it another may be ready to run and stand in line
        for a processor. Read now, not when the process was.
        """
        if self.state not in ("S", "I") or self.threads < 2:
            return self.state
        return next((s for s in _thread_states(self.pid) if s not in "SIZX"), self.state)

    def busy_threads(self) -> int:
        """How many of its threads want a core. Read now, not when the process was."""
        if self.threads < 2:
            return int(self.state == "R")
        return sum(state == "R" for state in _thread_states(self.pid))

    def inner_pid(self) -> int:
        """The pid inside its own pid namespace; `pid` where there is none."""
        return inner_pid(self.pid)

    def catches(self, number: int) -> bool:
        """Whether the process has a handler for this signal, so that it survives it."""
        mask = _status_field(self.pid, "SigCgt")
        return bool(mask) and bool(int(mask, 16) >> (number - 1) & 1)

    def name(self) -> str:
        """What it calls itself: at most 15 letters, as in ps(1); empty where it's not known."""
        try:
            with open(f"/proc/{self.pid}/comm", encoding="utf-8", errors="replace") as file:
                return file.read().rstrip("\n")
        except OSError:
            return ""

    def command(self) -> str:
        """Its command line, blank-separated; empty for a zombie or one that is gone."""
        try:
            return " ".join(psutil.Process(self.pid).cmdline())
        except psutil.Error:
            return ""


def below(root: int, *, quick: bool = False) -> list[Process]:
    """All processes below `root`, parents before children; those gone meanwhile are left out.

    `quick` asks the kernel for the children of each, which takes a tenth of the time, but may miss
    a process while others are born or die. Otherwise every process of the machine is looked at.
    """
    if quick and _HAS_CHILDREN:
        return list(_walk(root))
    children: dict[int, list[Process]] = {}
    for process in _everyone():
        children.setdefault(process.ppid, []).append(process)
    found: list[Process] = []
    queue = [root]
    while queue:
        for child in children.get(queue.pop(0), ()):
            found.append(child)
            queue.append(child.pid)
    return found


def cpu_clock(pid: int) -> float | None:
    """CPU seconds of a process, all its threads together, to the microsecond; None if not known.

    The kernel's clock of another process: /proc counts in hundredths of a second only.
    """
    if not _HAS_PROC:
        return None
    try:
        return time.clock_gettime((~pid << 3) | 2)  # CPUCLOCK_SCHED of linux/posix-timers.h
    except OSError:
        return None


def inner_pid(pid: int) -> int:
    """The pid that a process has inside its own pid namespace; `pid` where there is none."""
    numbers = _status_field(pid, "NSpid").split()
    return int(numbers[-1]) if numbers else pid


@dataclass(frozen=True)
class Identity:
    """A living process: its pid, and when it was born, since pids are used again."""

    pid: int
    born: float


def identity(pid: int) -> Identity | None:
    """Who has this pid now; None if nobody lives under it."""
    if not _HAS_PROC:
        try:
            return Identity(pid, psutil.Process(pid).create_time())
        except psutil.Error:
            return None
    fields = _stat_fields(pid)
    if fields is None or fields[0] in (b"Z", b"X"):
        return None
    return Identity(pid, float(fields[19]))


def kill(processes: Iterable[Process]) -> None:
    """SIGKILL each; those that are gone already are no error, by whatever name the system has."""
    for process in processes:
        with contextlib.suppress(OSError):
            os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def still_living(known: Iterable[Identity]) -> list[Process]:
    """Those that live, whoever is their parent now; zombies and strangers with their pid do not."""
    found = [_read(who.pid) for who in known if identity(who.pid) == who]
    return [process for process in found if process is not None and not process.is_zombie]


def of_session(leader: int) -> set[Identity]:
    """Who lives in the session of this process, also when it has ended."""
    found = set()
    for pid in psutil.pids():
        with contextlib.suppress(OSError):
            who = identity(pid) if os.getsid(pid) == leader else None
            found |= {who} if who is not None else set()
    return found


def _walk(root: int) -> Iterator[Process]:
    """From parent to child by the kernel's own lists, which strangers' processes don't lengthen."""
    seen = {root}
    queue = [root]
    while queue:
        parent = queue.pop(0)
        for pid in _children(parent):
            process = _read_stat(pid)
            if process is not None and pid not in seen:
                seen.add(pid)
                queue.append(pid)
                yield process


def _children(pid: int) -> list[int]:
    """Pids of the children that any thread of the process has."""
    found: list[int] = []
    for thread in _threads(pid):
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
        except OSError:
            continue
    return found


def _thread_states(pid: int) -> Iterator[str]:
    for thread in _threads(pid) if _HAS_PROC else ():
        fields = _read_fields(f"{pid}/task/{thread}")
        if fields is not None:
            yield fields[0].decode()


def _everyone() -> list[Process]:
    if not _HAS_PROC:
        return _psutil_table()
    pids = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    return [process for pid in pids if (process := _read_stat(pid)) is not None]


def _read_stat(pid: int) -> Process | None:
    """One process from /proc; None if it is gone."""
    fields = _stat_fields(pid)
    if fields is None:
        return None
    return Process(
        pid=pid,
        ppid=int(fields[1]),
        state=fields[0].decode(),
        cpu=(int(fields[11]) + int(fields[12])) / _TICKS,
        rss=int(fields[21]) * _PAGE,
        flags=int(fields[6]),
        threads=int(fields[17]),
    )


def _stat_fields(pid: int | str) -> list[bytes] | None:
    """What stands in /proc/<pid>/stat behind the name, which may hold anything.

    A process whose first thread has ended looks like a zombie without memory, though another goes
    on. Its state and what it has resident are then those of a living thread.
    """
    fields = _read_fields(pid)
    if fields is None or fields[0] not in (b"Z", b"X") or int(fields[17]) < 2:
        return fields
    for thread in _threads(pid):
        living = _read_fields(f"{pid}/task/{thread}")
        if living is not None and living[0] not in (b"Z", b"X"):
            fields[0], fields[21], fields[6] = living[0], living[21], living[6]
            return fields
    return fields


def _read_fields(pid: int | str) -> list[bytes] | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            stat = file.read()
    except OSError:
        return None
    return stat[stat.rindex(b")") + 2 :].split()


def _threads(pid: int | str) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def _psutil_table() -> list[Process]:
    found = (_read_psutil(pid) for pid in psutil.pids())
    return [process for process in found if process is not None]


def _read_psutil(pid: int) -> Process | None:
    """One process by psutil; None if it is gone or not ours to look at."""
    letters = {psutil.STATUS_RUNNING: "R", psutil.STATUS_ZOMBIE: "Z", psutil.STATUS_STOPPED: "T"}
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            return Process(
                pid=pid,
                ppid=process.ppid(),
                state=letters.get(process.status(), "S"),
                cpu=times.user + times.system,
                rss=process.memory_info().rss,
            )
    except psutil.Error:
        return None


def _read(pid: int) -> Process | None:
    return _read_stat(pid) if _HAS_PROC else _read_psutil(pid)


def _status_field(pid: int, name: str) -> str:
    if not _HAS_PROC:
        return ""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            for line in file:
                key, _, value = line.partition(":")
                if key == name:
                    return value.strip()
    except OSError:
        pass
    return ""
