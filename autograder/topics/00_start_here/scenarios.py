"""What runs inside, beside the student's module: stages without any expected answer."""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import os
import signal
import subprocess
import sys
import tempfile
from types import ModuleType
from typing import Any

from course.samples.start import introduce_here

__all__ = [
    "count_the_guests",
    "import_it",
    "introduce_here",
    "introduce_renamed",
    "introduce_twice",
    "run_as_program",
]


def introduce_twice(module: ModuleType, first: str, second: str) -> list[Any]:
    """Call first_module for one name, then for another, in one process."""
    return [module.first_module(first), module.first_module(second)]


class _Nickname:
    """What a forked child is called from its first moment on; nobody has told its parent."""

    def __init__(self, nickname: str) -> None:
        self.nickname = nickname
        multiprocessing.util.register_after_fork(self, _Nickname.give)

    def give(self) -> None:
        multiprocessing.current_process().name = self.nickname


def introduce_renamed(module: ModuleType, name: str, nickname: str) -> Any:
    """Call first_module where every forked child finds itself renamed."""
    keeps_it_alive = _Nickname(nickname)
    said = module.first_module(name)
    del keeps_it_alive
    return said


class Guests(int):
    """A number that tells in which process its text was made, if that was the caller's."""

    def __str__(self) -> str:
        return f"{int(self)}{_here()}"

    def __format__(self, form: str) -> str:
        return f"{int(self):{form}}{_here()}"

    __repr__ = __str__


def _here() -> str:
    return " (said the caller)" if multiprocessing.parent_process() is None else ""


def count_the_guests(module: ModuleType, dishes: list[str], guests: int) -> Any:
    """Call run_portably with a number of guests that tells where a text was put together."""
    return module.run_portably(dishes, Guests(guests))


_PROGRAM = """
import multiprocessing, runpy, sys
multiprocessing.set_start_method(sys.argv[1])
path = sys.argv[2]
sys.argv[:] = [path]
runpy.run_path(path, run_name="__main__")
"""

# Each Process object takes the next number, so the first one has 1.
_IMPORT = """
import multiprocessing.process, sys
multiprocessing.set_start_method(sys.argv[1])
import run_portably
print("processes:", next(multiprocessing.process._process_counter) - 1)
"""


def run_as_program(module: ModuleType, method: str, seconds: float) -> dict[str, Any]:
    """Run the module's file as a script of its own, under the start method."""
    return _run(_PROGRAM, method, str(module.__file__), seconds=seconds)


def import_it(module: ModuleType, method: str, seconds: float) -> dict[str, Any]:
    """Import the module in a fresh Python, which then prints how many processes were made."""
    return _run(_IMPORT, method, seconds=seconds)


def _run(code: str, *arguments: str, seconds: float) -> dict[str, Any]:
    """What a fresh Python printed, complained of, and how it ended: None if it had to be killed."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        program = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complaints,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        try:
            status = program.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
        return {"status": status, "lines": _lines(said), "complaints": _lines(complaints)[-40:]}


def _lines(file: Any) -> list[str]:
    file.seek(0)
    text: str = file.read(100_000).decode("utf-8", "replace")
    return text.splitlines()
