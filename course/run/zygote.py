"""The zygote: forks call processes, reaps them, and reads back what the recorder wrote.

It trusts nothing that comes after it and holds no secret. Control messages, one JSON object a line,
answered in order:

    {"call": {}}      with three descriptors: socket, stdout, stderr   → {"started": pid}
    {"collect": true} → {"collected": {"events": text, "stacks": {pid: text}}}
    {"progress": 1}   → {"events": bytes in the event file, "shared_memory": names,
                         "processes": pids of the namespace, empty if it is the machine's}
    {"usage": 1}      → {"cpu": seconds of the zygote and of all that it has reaped}
and, unasked, {"ended": wait status, "cpu": seconds} when a call process is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sys
from typing import Any

from course.run.call_process import CallProcess
from course.run.privileges import dumpable

MAX_EVENTS = 16 * 1024 * 1024
MAX_STACK = 256 * 1024
MAX_STACKS = 200


class Zygote:
    """Forks call processes, reaps them, and reads back what the recorder wrote."""

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self._control = control
        self._settings = settings
        self._calls = 0
        self._current = 0
        self._session = 0
        """The session of the latest call, which may outlive its process."""

    def serve(self) -> CallProcess | None:
        """Handle control messages until the runner is gone; in a forked child, return its call."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_read, False)
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write)
        import select

        waiting = select.poll()
        waiting.register(self._control, select.POLLIN)
        waiting.register(wake_read, select.POLLIN)
        self._say({"ready": os.getpid()})
        while True:
            ready = dict(waiting.poll())
            if wake_read in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake_read, 4096)
            self._reap()
            if self._control.fileno() not in ready:
                continue
            message, descriptors = self._hear()
            if message is None:
                self._end_everything()
                return None
            if "call" in message:
                call = self._fork(descriptors)
                if call is not None:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    os.close(wake_read)
                    os.close(wake_write)
                    self._control.close()
                    return call
            elif "collect" in message:
                self._say({"collected": self._collect()})
            elif "progress" in message:
                self._say(
                    {
                        "events": self._event_bytes(),
                        "shared_memory": _shared_memory(),
                        "processes": _processes() if self._settings.get("private") else [],
                    }
                )
            elif "usage" in message:
                used = os.times()
                self._say({"cpu": sum(used[:4])})

    def _hear(self) -> tuple[dict[str, Any] | None, list[int]]:
        data, descriptors, _, _ = socket.recv_fds(self._control, 65536, 3)
        while data and not data.endswith(b"\n"):
            more = self._control.recv(65536)
            if not more:
                return None, []
            data += more
        return (json.loads(data) if data else None), list(descriptors)

    def _say(self, message: dict[str, Any]) -> None:
        self._control.sendall(json.dumps(message).encode() + b"\n")

    def _fork(self, descriptors: list[int]) -> CallProcess | None:
        self._clear_stage()
        self._calls += 1
        settings = dict(self._settings, stage=self._stage())
        os.makedirs(os.path.join(settings["stage"], "stacks"))
        pid = os.fork()
        if pid:
            self._current = self._session = pid
            for descriptor in descriptors:
                os.close(descriptor)
            self._say({"started": pid})
            return None
        os.setsid()
        dumpable(True)
        channel, out, err = descriptors
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        _replace_standard_streams()
        return CallProcess(socket.socket(fileno=channel), settings)

    def _stage(self) -> str:
        return os.path.join(self._settings["tmp"], f"call-{self._calls}")

    def _clear_stage(self) -> None:
        """Forget the last call: its folder, and in a sandbox all that lies in shared memory."""
        if self._calls:
            shutil.rmtree(self._stage(), ignore_errors=True)
        if self._settings.get("private"):
            for folder in ("/dev/shm", "/tmp"):
                for entry in os.scandir(folder):
                    if entry.path == self._settings["tmp"]:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        shutil.rmtree(entry.path, ignore_errors=True)
                    else:
                        with contextlib.suppress(OSError):
                            os.unlink(entry.path)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._current:
                self._current = 0
                self._say({"ended": status, "cpu": usage.ru_utime + usage.ru_stime})

    def _event_bytes(self) -> int:
        try:
            return os.stat(os.path.join(self._stage(), "events")).st_size
        except OSError:
            return 0

    def _collect(self) -> dict[str, Any]:
        stage = self._stage()
        stacks = {}
        folder = os.path.join(stage, "stacks")
        with contextlib.suppress(OSError):
            for name in sorted(os.listdir(folder))[:MAX_STACKS]:
                stacks[name.removesuffix(".txt")] = _read_text(
                    os.path.join(folder, name), MAX_STACK
                )
        return {"events": _read_text(os.path.join(stage, "events"), MAX_EVENTS), "stacks": stacks}

    def _end_everything(self) -> None:
        """The runner is gone: leave nothing behind. A sandbox would; the weaker level needs it.

        Where orphans do not come here, only those that left the call's session are missed.
        """
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if self._session and (self._current or not _exists(self._session)):  # no stranger's now
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._session, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                for pid in descendants(os.getpid()):
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, signal.SIGKILL)
                os.wait()
        shutil.rmtree(self._settings.get("folder", self._settings["tmp"]), ignore_errors=True)


def _shared_memory() -> list[str]:
    """Names of the shared-memory blocks that exist; semaphores are not among them."""
    try:
        names = os.listdir("/dev/shm")
    except OSError:
        return []
    return sorted(name for name in names if not name.startswith(("sem.", "__KMP")))[:100]


def _exists(pid: int) -> bool:
    with contextlib.suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True


def _processes() -> list[int]:
    """All pids of this pid namespace."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def descendants(root: int) -> list[int]:
    """Pids below `root`, from /proc; empty where there is none."""
    children: dict[int, list[int]] = {}
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    stat = _read_text(f"/proc/{name}/stat", 4096)
                    parent = int(stat.rpartition(")")[2].split()[1])
                    children.setdefault(parent, []).append(int(name))
    found: list[int] = []
    queue = [root]
    while queue:
        for child in children.get(queue.pop(), ()):
            found.append(child)
            queue.append(child)
    return found


def _read_text(path: str, limit: int) -> str:
    """The text of a regular file, at most `limit` bytes; empty if it can't be had."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    with open(descriptor, "rb") as file:
        return file.read(limit).decode("utf-8", "replace")


def _replace_standard_streams() -> None:
    """Text streams over the new descriptors; a child's print must not die of a strange letter."""
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = open(  # noqa: SIM115
            number, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
