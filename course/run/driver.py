"""The inside: the only file that runs beside student code.

    runner (outside) ──control socket──▶ zygote ──fork──▶ call process ──▶ whatever it starts
           ▲                                                   │
           └────────────── one socket a call ──────────────────┘   request in, report out

The *zygote* is a clean interpreter that has imported what calls need and no student code.
It trusts nothing that comes after it and holds no secret. For every call it forks a fresh
*call process*, which reads its request from a socket of its own, sets the start method,
says with four zero bytes that the student's code begins, imports the module, calls, and writes
one report. The runner then counts what is left, and answers with one byte: end normally (`n`)
or at once (`k`). The runner kills; the zygote reaps. Where there is no fork, each call is a
fresh interpreter (`--once`) instead.

Control messages, one JSON object a line, answered in order:
    {"call": {}}      with three descriptors: socket, stdout, stderr   → {"started": pid}
    {"collect": true} → {"collected": {"events": text, "stacks": {pid: text}}}
    {"progress": 1}   → {"events": bytes in the event file, "shared_memory": names,
                         "processes": pids of the namespace, empty if it is the machine's}
    {"usage": 1}      → {"cpu": seconds of the zygote and of all that it has reaped}
and, unasked, {"ended": wait status, "cpu": seconds} when a call process is gone.

Standard library only, and what a student's module does to any library is of no use here:
a report is a claim, and the judge treats it as one.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
import traceback
import types
from typing import Any

MAX_REPORT = 48 * 1024 * 1024
"""Bytes of one report. The largest honest one is an 8 MiB value, a third longer in base64."""

MAX_EVENTS = 16 * 1024 * 1024
MAX_STACK = 256 * 1024
MAX_STACKS = 200


def main(argv: list[str]) -> None:
    if argv[0] == "--once":
        channel = socket.create_connection((argv[1], int(argv[2])))
        channel.sendall((argv[3] + "\n").encode())
        settings = _read_line(channel)
        _prepare_interpreter(settings)
        channel.sendall(b"+")
        _CallProcess(channel, settings).run()
        return
    control = socket.socket(fileno=int(argv[0]))
    settings = _read_line(control)
    _harden(settings)
    _prepare_interpreter(settings)
    call = _Zygote(control, settings).serve()
    if call is not None:
        call.run()


# ------------------------------------------------------------------------------ the zygote


class _Zygote:
    """Forks call processes, reaps them, and reads back what the recorder wrote."""

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self._control = control
        self._settings = settings
        self._calls = 0
        self._current = 0

    def serve(self) -> _CallProcess | None:
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

    def _fork(self, descriptors: list[int]) -> _CallProcess | None:
        self._clear_stage()
        self._calls += 1
        settings = dict(self._settings, stage=self._stage())
        os.makedirs(os.path.join(settings["stage"], "stacks"))
        pid = os.fork()
        if pid:
            self._current = pid
            for descriptor in descriptors:
                os.close(descriptor)
            self._say({"started": pid})
            return None
        os.setsid()
        _dumpable(True)
        channel, out, err = descriptors
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        _replace_standard_streams()
        return _CallProcess(socket.socket(fileno=channel), settings)

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
        """The runner is gone: leave nothing behind. A sandbox would; the weaker level needs it."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        me = os.getpid()
        for pid in _descendants(me):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self._settings["tmp"], ignore_errors=True)


def _shared_memory() -> list[str]:
    """Names of the shared-memory blocks that exist; semaphores are not among them."""
    try:
        names = os.listdir("/dev/shm")
    except OSError:
        return []
    return sorted(name for name in names if not name.startswith(("sem.", "__KMP")))[:100]


def _processes() -> list[int]:
    """All pids of this pid namespace."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _descendants(root: int) -> list[int]:
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


def _harden(settings: dict[str, Any]) -> None:
    """Become the unprivileged user of this sandbox; orphans come here; no ptrace from below."""
    uid = settings.get("uid")
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    _prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    _dumpable(False)
    import resource

    for name, value in settings.get("limits", {}).items():
        limit = getattr(resource, name)
        hard = resource.getrlimit(limit)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(limit, (value, value))


def _dumpable(allowed: bool) -> None:
    _prctl(4, int(allowed))  # PR_SET_DUMPABLE: may a process of the same user look into this one


def _prctl(option: int, argument: int) -> None:
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(option, argument, 0, 0, 0)


def _prepare_interpreter(settings: dict[str, Any]) -> None:
    """Import what calls need, and make `__main__` a module that children need not repeat."""
    sys.path.extend(settings["paths"])
    sys.dont_write_bytecode = True
    sys.modules["__main__"] = types.ModuleType("__main__")
    for name in settings.get("preload", ()):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _replace_standard_streams() -> None:
    """Text streams over the new descriptors; a child's print must not die of a strange letter."""
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = open(  # noqa: SIM115
            number, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


# ------------------------------------------------------------------------- one call process


class _CallProcess:
    """One call: request in, the student's function, report out, and a clean end."""

    def __init__(self, channel: socket.socket, settings: dict[str, Any]) -> None:
        self._channel = channel
        self._settings = settings
        self._nonce = ""

    def run(self) -> None:
        request = json.loads(_read_frame(self._channel))
        self._nonce = request["nonce"]
        try:
            report = self._perform(request)
        except Exception:
            report = {"status": "grader", "note": traceback.format_exc(limit=8)}
        self._report(report)
        try:
            order = self._channel.recv(1)
        except OSError:
            order = b""
        self._channel.close()
        if order != b"n":
            os._exit(0)

    def _report(self, report: dict[str, Any]) -> None:
        report["nonce"] = self._nonce
        payload = json.dumps(report).encode()
        if len(payload) > MAX_REPORT:
            payload = json.dumps({"nonce": self._nonce, "status": "overrun", "note": (
                f"what came back takes {len(payload) >> 20} MB; {MAX_REPORT >> 20} are allowed"
            )}).encode()  # fmt: skip
        with contextlib.suppress(OSError):
            self._channel.sendall(len(payload).to_bytes(4, "big") + payload)

    def _perform(self, request: dict[str, Any]) -> dict[str, Any]:
        from course.run import wire

        stage = self._settings["stage"]
        desk = os.path.join(stage, "desk")
        _lay_out(desk, request["modules"], request["files"])
        os.environ["TMPDIR"] = os.path.join(stage, "t")
        os.mkdir(os.environ["TMPDIR"])
        os.chdir(desk)
        sys.path.insert(0, desk)
        self._limit(request.get("limits", {}))
        self._start_method(request["method"])
        self._install_recorder(request, stage)
        sys.dont_write_bytecode = True
        self._channel.sendall(bytes(4))  # from here on no word of this process is a fact
        try:
            function = self._find(request)
        except _Missing:
            return {"status": "missing"}
        except BaseException as error:
            return {"status": "unimportable", "error": _describe(error, desk)}
        arguments = [_look_up(item) for item in wire.decode(request["args"])]
        keywords = {k: _look_up(v) for k, v in wire.decode(request["kwargs"]).items()}
        began = time.monotonic()
        try:
            value = function(*arguments, **keywords)
            report: dict[str, Any] = {"status": "returned", "value": wire.encode(value)}
        except wire.NotPlain as error:
            report = {"status": "overrun", "note": str(error)}
        except BaseException as error:
            report = {"status": "raised", "error": _describe(error, desk)}
        report["seconds"] = time.monotonic() - began
        report["files"] = _gather(desk, request["collect"])
        report["threads"] = [
            thread.name
            for thread in threading.enumerate()
            if thread is not threading.main_thread() and not thread.daemon
        ]
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        return report

    def _limit(self, limits: dict[str, int]) -> None:
        if not limits:
            return
        import resource

        for name, value in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))

    def _start_method(self, method: str) -> None:
        import multiprocessing

        multiprocessing.set_start_method(method, force=True)
        if method == "forkserver":  # imported once by the server, not again by each child
            multiprocessing.set_forkserver_preload(["__main__", *_FOR_CHILDREN])

    def _install_recorder(self, request: dict[str, Any], stage: str) -> None:
        from course.run import recorder

        recorder.install(
            recorder.Settings(
                path=os.path.join(stage, "events"),
                stacks=os.path.join(stage, "stacks"),
                student_modules=frozenset(request["modules"]),
                gate=request["gate"],
                widen=request["widen"],
                witness=self._settings.get("witness"),
                enabled=request["record"],
            )
        )

    def _find(self, request: dict[str, Any]) -> Any:
        importlib.invalidate_caches()
        module = importlib.import_module(request["module"])
        if request["scenario"]:
            stage_module = importlib.import_module(request["scenario"])
            scenario = getattr(stage_module, request["function"])
            return lambda *args, **kwargs: scenario(module, *args, **kwargs)
        function = getattr(module, request["function"], None)
        if function is None:
            raise _Missing
        return function


_FOR_CHILDREN = (
    "multiprocessing.queues",
    "course.run.recorder",
    *(
        f"course.run.hooks_{name}"
        for name in ("process", "channels", "pool", "locks", "values", "managers")
    ),
)
"""What the recorder needs in a child. The server holds it without using it."""


class _Missing(Exception):
    """The student's module lacks the function."""


def _lay_out(desk: str, modules: dict[str, str], files: dict[str, str]) -> None:
    """Write the student's modules and the call's input files into a fresh folder."""
    os.makedirs(desk)
    for name, text in modules.items():
        with open(os.path.join(desk, f"{name}.py"), "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
    for name, payload in files.items():
        path = os.path.join(desk, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(payload))


def _gather(desk: str, names: list[str]) -> dict[str, str]:
    """Read result files back, as far as they are regular files of a bearable size."""
    found = {}
    for name in names:
        with contextlib.suppress(OSError):
            descriptor = os.open(
                os.path.join(desk, name), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
            )
            with open(descriptor, "rb") as file:
                found[name] = base64.b64encode(file.read(MAX_REPORT // 2)).decode("ascii")
    return found


def _look_up(value: Any) -> Any:
    """Replace references to functions, also inside lists, tuples and dicts, by the functions."""
    from course.run import wire

    if isinstance(value, wire.Ref):
        module, _, name = value.target.partition(":")
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return found
    if type(value) in (list, tuple):
        return type(value)(map(_look_up, value))
    if type(value) is dict:
        return {key: _look_up(item) for key, item in value.items()}
    return value


def _describe(error: BaseException, desk: str) -> dict[str, Any]:
    """An exception as `wire.Error` fields, with the frames that lie in the student's modules."""
    from course.run import wire

    fields = wire.error_fields(error)
    frames: list[tuple[str, int, str]] = []
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        frames.append((_module_name(error.filename, desk) or "?", error.lineno, "<module>"))
    seen: BaseException | None = error
    while seen is not None and not frames:
        for frame, line in traceback.walk_tb(seen.__traceback__):
            name = _module_name(frame.f_code.co_filename, desk)
            if name:
                frames.append((name, line, frame.f_code.co_name))
        seen = seen.__cause__ or seen.__context__
    with contextlib.suppress(Exception):
        text = "".join(traceback.format_exception(error, limit=-12))
        fields["trace"] = text.replace(desk + os.sep, "")[-6000:]
    fields["frames"] = frames
    return fields


def _module_name(filename: str, desk: str) -> str | None:
    folder, name = os.path.split(filename)
    return name.removesuffix(".py") if folder == desk else None


def _read_line(channel: socket.socket) -> dict[str, Any]:
    data = b""
    while not data.endswith(b"\n"):
        piece = channel.recv(1) if len(data) < 1 else channel.recv(65536)
        if not piece:
            raise SystemExit("the runner is gone")
        data += piece
    settings: dict[str, Any] = json.loads(data)
    return settings


def _read_frame(channel: socket.socket) -> bytes:
    header = _read_exactly(channel, 4)
    return _read_exactly(channel, int.from_bytes(header, "big"))


def _read_exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise SystemExit("the runner is gone")
        data += piece
    return bytes(data)


if __name__ == "__main__":
    main(sys.argv[1:])
