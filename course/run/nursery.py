"""The nursery: what a call starts anew under spawn is forked from a clean interpreter instead.

    call process ──fork, before the student's code──▶ nursery
         │  "start this command"  ──socket──▶            │
         └──────────◀── a child, born by the nursery, whose parent is the call process

Under spawn and forkserver every child, the fork server and the resource tracker are interpreters of
their own, and most of what judging costs is that they come up: 50 ms of processor time each. The
nursery has come up already, as clean as they are: nothing of the student's has been read when it is
forked. A child that it makes has the call process as its parent (`CLONE_PARENT`) and runs the very
command that a new interpreter would have been given, with the descriptors, the environment, the
folder, the file mode mask and the signals that it would have inherited.

What such a child cannot have is another seed for the hashes of strings, and other addresses: all
children have those of the call process. So a call whose modules could tell, by `hash`, `id` or the
order of a set, goes without a nursery (seed.py), and so does a start where the call process
has changed anything that is not handed over: its resource limits, its process group, its
interpreter. Then, where the nursery is gone, and where the kernel is not Linux, `multiprocessing`
starts interpreters as it always does.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import errno
import io
import json
import os
import platform
import signal
import socket
import sys
import threading
import types
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from course.run.frames import HEAD, framed, read_exactly, read_frame

NAME = "mp-nursery"
"""What the kernel calls the nursery, as ps(1) shows it."""

OWN_NAME = os.path.basename(sys.executable)
"""And its children, like all interpreters."""

HELPERS = {
    "multiprocessing.resource_tracker": "mp-tracker",
    "multiprocessing.forkserver": "mp-forkserver",
}
"""What it calls the helpers of multiprocessing that were born here, by a part of their command."""

_CLONE = {"x86_64": (56, False), "aarch64": (220, True)}
"""The number of clone(2), and whether the pointer for the child's thread id comes last."""

_CLONE_PARENT, _CLONE_CHILD_SETTID, _CLONE_CHILD_CLEARTID = 0x8000, 0x01000000, 0x00200000
_GET_TID_ADDRESS, _SET_NAME = 40, 15  # of prctl(2)
_READ_AT_START = ("LD_", "MALLOC_", "GLIBC_", "LC_", "LANG", "TZ", "PYTHON")
"""Beginnings of variables that are read when an interpreter comes up, and not later."""


class Command(NamedTuple):
    """What a child of the nursery has to run: `python -c code *arguments`."""

    code: str
    arguments: list[str]

    def run(self) -> None:
        """Run it as the main module. Usually ends in SystemExit."""
        main = types.ModuleType("__main__")
        main.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = main
        sys.argv = ["-c", *self.arguments]
        exec(compile(self.code, "<string>", "exec"), main.__dict__)


def settle(ours_alone: Iterable[str]) -> Command | None:
    """Fork the nursery of this process, and start children in it from now on.

    Returns None here, and what it is to run in each process that is born in the nursery.
    `ours_alone` are the folders on `sys.path` that a new interpreter does not have. Where no child
    could be given to this process, nothing happens.
    """
    born = _Birth.here()
    if born is None:
        return None
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        try:
            ours.detach()
            path = [folder for folder in sys.path if folder not in set(ours_alone)]
            return _serve(theirs, born, path)
        except BaseException:  # no word of this process is the call's
            os._exit(1)
    theirs.close()
    from multiprocessing import util

    util.spawnv_passfds = _Starter(ours, util.spawnv_passfds).start  # type: ignore[assignment]
    return None


# ------------------------------------------------------------------------------ the call process


class _Starter:
    """Asks the nursery of this process for children, or starts them as it always was done."""

    def __init__(self, line: socket.socket, anew: Callable[..., int]) -> None:
        from multiprocessing import spawn, util

        from course.run.witness import lift

        self._line = socket.socket(fileno=lift(line.detach()))
        self._anew = anew
        self._owner = os.getpid()
        self._lock = threading.Lock()
        flags = util._args_from_interpreter_flags()  # type: ignore[attr-defined]
        self._usual = (os.fsencode(spawn.get_executable()), *flags)
        """How a command begins that starts this interpreter with these options."""
        self._surroundings = _surroundings()
        os.register_at_fork(after_in_child=self._line.close)  # so that the nursery sees our end

    def start(self, path: str | bytes, args: Sequence[str | bytes], passfds: Iterable[int]) -> int:
        """As `multiprocessing.util.spawnv_passfds`: start a Python, and return its pid."""
        descriptors = sorted({int(number) for number in passfds})
        command = self._command(args)
        if command is None or os.getpid() != self._owner:
            return self._anew(path, args, descriptors)
        with self._lock:
            pid = self._ask(command, descriptors)
        return self._anew(path, args, descriptors) if pid is None else pid

    def _command(self, args: Sequence[str | bytes]) -> Command | None:
        """What a new interpreter would run; None if it would be an unusual one."""
        count = len(self._usual)
        given = (os.fsencode(args[0]), *args[1:count])
        if given != self._usual or len(args) < count + 2 or args[count] != "-c":
            return None
        if _surroundings() != self._surroundings:
            return None
        code, *rest = map(os.fsdecode, args[count + 1 :])
        return Command(code, rest)

    def _ask(self, command: Command, descriptors: Sequence[int]) -> int | None:
        """The pid of the child; None if the nursery can't be had. Raises OSError as fork does."""
        try:
            folder = os.open(".", os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            request = {
                "code": command.code,
                "arguments": command.arguments,
                "numbers": [0, 1, 2, *descriptors],
                "environment": dict(os.environ),
                **_inherited(),
            }
            data = framed(json.dumps(request).encode())
            socket.send_fds(self._line, [data[:HEAD]], [folder, 0, 1, 2, *descriptors])
            self._line.sendall(data[HEAD:])
            answer = int.from_bytes(read_exactly(self._line, 4), "big", signed=True)
        except BaseException as error:
            self._line.close()  # or an answer that comes later would be taken for the next one's
            gone = isinstance(error, ConnectionError | EOFError)
            if gone or getattr(error, "errno", None) in (errno.EBADF, errno.ENOTSOCK):
                return None
            raise  # what a signal's handler raises may be an OSError, too
        finally:
            os.close(folder)
        if answer < 0:
            raise OSError(-answer, os.strerror(-answer))
        return answer


def _surroundings() -> tuple[Any, ...]:
    """What a child inherits and the nursery is not told."""
    import resource

    limits = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    libraries = {k: v for k, v in os.environ.items() if k.startswith(_READ_AT_START)}
    return (
        tuple(resource.getrlimit(getattr(resource, name)) for name in limits),
        libraries,
        os.getpgrp(),
        os.getpriority(os.PRIO_PROCESS, 0),
        os.sched_getaffinity(0),
        os.geteuid(),
        os.getegid(),
    )


def _inherited() -> dict[str, Any]:
    """This thread's blocked signals, this process's ignored ones and its mask for file modes."""
    with open("/proc/thread-self/status", encoding="utf-8", errors="replace") as file:
        fields = {key: value.strip() for key, _, value in (line.partition(":") for line in file)}
    return {
        "mask": int(fields["Umask"], 8),
        "ignored": _signals(fields["SigIgn"]),
        "blocked": _signals(fields["SigBlk"]),
    }


def _signals(mask: str) -> list[int]:
    bits = int(mask, 16)
    return [number for number in range(1, signal.NSIG) if bits >> (number - 1) & 1]


# ----------------------------------------------------------------------------------- the nursery


class _Birth(NamedTuple):
    """How a child is made that has the parent of the one who makes it."""

    system: Any
    number: int
    pointer_last: bool
    tid_address: int

    @classmethod
    def here(cls) -> _Birth | None:
        """None where the kernel can't do it, or isn't known to."""
        known = _CLONE.get(platform.machine()) if sys.platform == "linux" else None
        if known is None:
            return None
        # Of the kinds of library, the one that keeps the interpreter's lock, as fork needs it.
        system = ctypes.PyDLL(None, use_errno=True)
        address = ctypes.c_void_p()
        if system.prctl(_GET_TID_ADDRESS, ctypes.byref(address), 0, 0, 0) or not address.value:
            return None
        return cls(system, *known, address.value)

    def child(self) -> int:
        """As os.fork(), with this process's parent as the parent of the child."""
        flags = _CLONE_PARENT | _CLONE_CHILD_SETTID | _CLONE_CHILD_CLEARTID | signal.SIGCHLD
        pointers = [0, self.tid_address] if self.pointer_last else [self.tid_address, 0]
        arguments = [ctypes.c_long(n) for n in (self.number, flags, 0, 0, *pointers)]
        python = ctypes.pythonapi
        python.PyOS_BeforeFork()
        pid = int(self.system.syscall(*arguments))
        if pid == 0:
            python.PyOS_AfterFork_Child()
            return 0
        python.PyOS_AfterFork_Parent()
        if pid < 0:
            raise OSError(ctypes.get_errno(), "the nursery has no child")
        return pid

    def name(self, text: str) -> None:
        self.system.prctl(_SET_NAME, text.encode() + b"\0", 0, 0, 0)


def _serve(line: socket.socket, born: _Birth, path: list[str]) -> Command | None:
    """Make children until the call process is gone; in each child, return what it is to run."""
    born.name(NAME)
    line = _alone_with(line)
    # A signal for a child may come in its first moment: it waits until the child can take it.
    signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())
    while True:
        try:
            request, received = _hear(line)
        except (OSError, EOFError, ValueError):
            os._exit(0)
        born.name(OWN_NAME)  # which the child has from its first moment on
        try:
            pid = born.child()
        except OSError as error:
            pid = -(error.errno or 1)
        if pid == 0:
            line.detach()
            sys.path[:] = path
            return _become(request, received, born)
        born.name(NAME)
        for descriptor in received:
            os.close(descriptor)
        try:
            line.sendall(pid.to_bytes(4, "big", signed=True))
        except OSError:
            os._exit(0)


def _alone_with(line: socket.socket) -> socket.socket:
    """Close all descriptors but this; the first three are nothing but numbers that are taken."""
    kept = line.detach()
    if sys.stdin.fileno() > 2:
        sys.stdin.close()  # or it would close another's descriptor when it is replaced
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    return socket.socket(fileno=kept)


def _hear(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    begun, received, _, _ = socket.recv_fds(line, HEAD, 253)
    if not begun:
        raise EOFError
    request: dict[str, Any] = json.loads(read_frame(line, begun))
    return request, list(received)


def _become(request: dict[str, Any], received: list[int], born: _Birth) -> Command:
    """In a child: take over what a new interpreter would have inherited."""
    command = Command(request["code"], request["arguments"])
    for part, name in HELPERS.items():
        if part in command.code:
            born.name(name)
    os.fchdir(received[0])
    _arrange(received[1:], request["numbers"])
    os.umask(request["mask"])
    environment = request["environment"]
    for key in os.environ.keys() - environment.keys():
        del os.environ[key]
    os.environ.update({k: v for k, v in environment.items() if os.environ.get(k) != v})
    _open_streams()
    _take_signals(set(request["ignored"]), request["blocked"])
    return command


def _arrange(received: Sequence[int], numbers: Sequence[int]) -> None:
    """Give descriptors the numbers that they had where they come from; close all others."""
    import fcntl

    above = max(*numbers, *received) + 1
    lifted = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, above) for descriptor in received]
    os.closerange(3, above)
    for descriptor, number in zip(lifted, numbers, strict=True):
        os.dup2(descriptor, number)
    os.closerange(above, os.sysconf("SC_OPEN_MAX"))


def _take_signals(ignored: set[int], blocked: Sequence[int]) -> None:
    """Ignore and block what the parent did, and take what has come in the meantime.

    What the nursery itself was born to ignore may be what the parent has begun to handle.
    """
    pythons_own = {signal.SIGPIPE, signal.SIGXFSZ}  # which every new interpreter ignores
    mine = {n for n in signal.valid_signals() if signal.getsignal(n) is signal.SIG_IGN}
    for number in (mine ^ ignored) - pythons_own:
        handler: Any = signal.SIG_IGN if number in ignored else signal.SIG_DFL
        if number == signal.SIGINT and number not in ignored:
            handler = signal.default_int_handler
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _open_streams() -> None:
    """Text streams as a new interpreter in UTF-8 mode has them."""
    for number, name, mode, errors in (
        (0, "stdin", "r", "surrogateescape"),
        (1, "stdout", "w", "surrogateescape"),
        (2, "stderr", "w", "backslashreplace"),
    ):
        raw = io.FileIO(number, mode, closefd=False)
        raw.name = f"<{name}>"
        whole: Any = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
        stream = io.TextIOWrapper(
            whole, encoding="utf-8", errors=errors, line_buffering=number == 2 or raw.isatty()
        )
        stream.mode = mode  # type: ignore[misc]
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
