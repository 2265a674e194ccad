"""One call: request in, the student's function, report out, and a clean end.

Standard library only, and what a student's module does to any library is of no use here:
a report is a claim, and the judge treats it as one.
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import json
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from course.run import nursery, wire
from course.run.frames import framed, read_frame

MAX_REPORT = 48 << 20
"""Bytes of one report. The largest honest one is an 8 MiB value, a third longer in base64."""

MAX_THREADS = 256
"""Threads that a report names: no process of a call can have more."""


class CallProcess:
    """One call: request in, the student's function, report out, and a clean end."""

    def __init__(self, channel: socket.socket, settings: dict[str, Any]) -> None:
        self._channel = channel
        self._settings = settings
        self._nonce = ""
        self.modules_of_ours = frozenset(sys.modules)

    def run(self) -> Callable[[], None] | None:
        """Make the call. Returns what to run in each process that is born in its nursery."""
        try:
            request = json.loads(read_frame(self._channel))
        except EOFError:
            raise SystemExit("the runner is gone") from None
        self._nonce = request["nonce"]
        try:
            self._prepare(request)
            if request["nursery"]:
                command = nursery.settle([sys.path[0], *self._settings["paths"]])
                if command is not None:
                    self._channel.detach()
                    return command.run
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
        return None

    def _report(self, report: dict[str, Any]) -> None:
        report["nonce"] = self._nonce
        payload = json.dumps(report).encode()
        if len(payload) > MAX_REPORT:
            payload = json.dumps({"nonce": self._nonce, "status": "overrun", "note": (
                f"what came back takes {len(payload) >> 20} MB; {MAX_REPORT >> 20} are allowed"
            )}).encode()  # fmt: skip
        with contextlib.suppress(OSError):
            self._channel.sendall(framed(payload))

    def _prepare(self, request: dict[str, Any]) -> None:
        stage = self._settings["stage"]
        desk = os.path.join(stage, "desk")
        lay_out(desk, request["modules"], request["files"])
        os.environ["TMPDIR"] = os.path.join(stage, "t")
        os.mkdir(os.environ["TMPDIR"])
        os.chdir(desk)
        sys.path.insert(0, desk)
        self._limit(request.get("limits", {}))

    def _perform(self, request: dict[str, Any]) -> dict[str, Any]:
        desk = sys.path[0]
        self._start_method(request["method"])
        self._install_recorder(request, self._settings["stage"])
        sys.dont_write_bytecode = True
        self._channel.sendall(bytes(4))  # from here on no word of this process is a fact
        try:
            function = self._find(request)
        except _Missing:
            return {"status": "missing"}
        except BaseException as error:
            return {"status": "unimportable", "error": _describe(error, desk)}
        arguments = [look_up(item) for item in wire.decode(request["args"])]
        keywords = {k: look_up(v) for k, v in wire.decode(request["kwargs"]).items()}
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
        ][:MAX_THREADS]
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


def lay_out(desk: str, modules: dict[str, str], files: dict[str, str]) -> None:
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


def look_up(value: Any) -> Any:
    """Replace references to functions, also inside lists, tuples and dicts, by the functions."""
    if isinstance(value, wire.Ref):
        module, _, name = value.target.partition(":")
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return found
    if type(value) in (list, tuple):
        return type(value)(map(look_up, value))
    if type(value) is dict:
        return {key: look_up(item) for key, item in value.items()}
    return value


def _describe(error: BaseException, desk: str) -> dict[str, Any]:
    """An exception as `wire.Error` fields, with the frames that lie in the student's modules."""
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
