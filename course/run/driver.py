"""The inside: what runs beside student code starts here.

    runner (outside) ──control socket──▶ zygote ──fork──▶ call process ──▶ whatever it starts
           ▲                                                   │
           └────────────── one socket a call ──────────────────┘   request in, report out

The *zygote* (zygote.py) is a clean interpreter that has imported what calls need and no student
code. For every call it forks a fresh *call process* (call_process.py), which reads its request from
a socket of its own, sets the start method, says with four zero bytes that the student's code
begins, imports the module, calls, and writes one report. The runner then counts what is left, and
answers with one byte: end normally (`n`) or at once (`k`). The runner kills; the zygote reaps.
Where there is no fork, each call is a fresh interpreter (`--once`) instead.

This file is a script, which Python compiles anew with each start: it holds what has to happen
before `course` can be imported, and no more. Standard library only.
"""

from __future__ import annotations

import gc
import importlib
import json
import socket
import sys
import types
from typing import Any


def main(argv: list[str]) -> None:
    """Be a zygote on the control socket `argv[0]`, or with `--once` make one call."""
    if argv[0] == "--once":
        channel = socket.create_connection((argv[1], int(argv[2])))
        channel.sendall((argv[3] + "\n").encode())
        settings = _read_line(channel)
        sys.path.extend(settings["paths"])
        prepare_interpreter(settings)
        channel.sendall(b"+")
        from course.run.call_process import CallProcess

        CallProcess(channel, settings).run()
        return
    control = socket.socket(fileno=int(argv[0]))
    settings = _read_line(control)
    sys.path.extend(settings["paths"])
    from course.run.privileges import harden
    from course.run.zygote import Zygote

    harden(settings)
    prepare_interpreter(settings)
    call = Zygote(control, settings).serve()
    if call is not None:
        from course.run.leaving import end_as_python_does

        end_as_python_does(call.run() or (lambda: None), call.modules_of_ours)


def prepare_interpreter(settings: dict[str, Any]) -> None:
    """Import what calls need, and make `__main__` a module that children need not repeat."""
    sys.dont_write_bytecode = True
    sys.modules["__main__"] = types.ModuleType("__main__")
    for name in settings.get("preload", ()):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _read_line(channel: socket.socket) -> dict[str, Any]:
    data = b""
    while not data.endswith(b"\n"):
        piece = channel.recv(1) if len(data) < 1 else channel.recv(65536)
        if not piece:
            raise SystemExit("the runner is gone")
        data += piece
    settings: dict[str, Any] = json.loads(data)
    return settings


if __name__ == "__main__":
    main(sys.argv[1:])
