"""Makes calls of student code as barely as can be: `python bare.py calls.json`.

    this process ──fork──▶ call: start method, import, function ──▶ whatever it starts

Standard library only, beside the parts of the driver that lay out files and read arguments.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from course.run import call_process, privileges, wire, zygote
from course.run.driver import prepare_interpreter


def call(request: dict[str, Any], stage: str, desk: str) -> None:
    """In a forked process: the call, and nothing about it is reported."""
    call_process.lay_out(desk, request["modules"], request["files"])
    os.chdir(desk)
    sys.path[:0] = [desk, stage]
    import multiprocessing

    multiprocessing.set_start_method(request["method"], force=True)
    module = importlib.import_module(request["module"])
    arguments = [call_process.look_up(item) for item in wire.decode(request["args"])]
    keywords = {k: call_process.look_up(v) for k, v in wire.decode(request["kwargs"]).items()}
    if request["scenario"]:
        function = getattr(importlib.import_module(request["scenario"]), request["function"])
        function(module, *arguments, **keywords)
    else:
        getattr(module, request["function"])(*arguments, **keywords)


def main(path: str) -> None:
    privileges.prctl(36, 1)  # orphans come here, so that their time is counted
    prepare_interpreter({"preload": ["course.run.wire"]})
    for number, one in enumerate(json.loads(Path(path).read_text())):
        desk = os.path.abspath(f"call-{number}")
        pid = os.fork()
        if pid == 0:
            os.setsid()
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (1, 2):
                os.dup2(null, descriptor)
            with contextlib.suppress(BaseException):
                call(one["request"], one["stage"], desk)
                raise SystemExit(0)
            return
        _wait(pid, one["seconds"])
        shutil.rmtree(desk, ignore_errors=True)


def _wait(pid: int, seconds: float) -> None:
    """Until the call is over and nothing of it is left; kill it after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and os.waitpid(pid, os.WNOHANG)[0] == 0:
        time.sleep(0.005)
    with contextlib.suppress(ChildProcessError):
        while True:
            for left in zygote.descendants(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(left, signal.SIGKILL)
            os.wait()


if __name__ == "__main__":
    main(sys.argv[1])
