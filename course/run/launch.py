"""How the inside is started: the command line around the driver, and what it may use up.

A `Launcher` is the seam between the engine, which students have too, and the sandbox, which
only the grader has (`autograder.sandbox`). The one here starts the driver as a plain process
of the student's own: for `check()` in a notebook, where the code is theirs and so is the machine.
"""

from __future__ import annotations

import compileall
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

ENGINE = Path(__file__).resolve().parents[2]
"""The folder that holds the package `course`."""

DRIVER = "course/run/driver.py"

PRELOAD = (
    "multiprocessing.pool",
    "multiprocessing.queues",
    "multiprocessing.sharedctypes",
    "multiprocessing.shared_memory",
    "multiprocessing.forkserver",
    "multiprocessing.popen_fork",
    "multiprocessing.popen_spawn_posix",
    "concurrent.futures.process",
    "collections",
    "random",
    "traceback",
    "course.run.call_process",
    "course.run.wire",
    "course.run.recorder",
    "course.run.hooks_channels",
    "course.run.hooks_locks",
    "course.run.hooks_managers",
    "course.run.hooks_pool",
    "course.run.hooks_process",
    "course.run.hooks_values",
    "course.run.leaving",
    "course.run.naming",
    "course.run.witness",
)
"""What the zygote imports once, so that forked calls need not."""


@dataclass(frozen=True)
class Limits:
    """What one call may use. Too low refuses honest work; too high lets one hog hurt the rest.

    memory      bytes resident of the whole tree. A pool of eight takes about 100 MB.
    output      bytes printed, all processes together; the first 256 KiB are kept.
    processes   of the whole tree, threads included; a pool of 32 under spawn needs about 110.
    busy        processes and threads that want a core at the same moment, for three looks in a
                row. A pool of 32 has as many while it starts; more take the cores from all others.
    cpu         seconds of one process. The deadline of a call bounds the tree.
    file        bytes of one file.
    """

    memory: int = 1 << 30
    output: int = 32 << 20
    processes: int = 256
    busy: int = 48
    cpu: int = 60
    file: int = 64 << 20

    def for_calls(self) -> dict[str, int]:
        """As resource limits that each call process sets on itself."""
        return {
            "RLIMIT_CPU": self.cpu,
            "RLIMIT_FSIZE": self.file,
            "RLIMIT_CORE": 0,
            "RLIMIT_NOFILE": 1024,
        }


@dataclass(frozen=True)
class Launch:
    """A command ready to run: the driver's arguments are appended to `argv`.

    `tmp` and `witness` are paths as seen inside; `settings` are further ones for the driver.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    tmp: str
    witness: str | None
    witness_host: str | None
    settings: Mapping[str, Any] = field(default_factory=dict)
    clean_up: Callable[[], None] = lambda: None


class Launcher(Protocol):
    """Prepares the place where student code runs."""

    level: str
    """`bubblewrap`, `limits` or `none`; every report names it."""
    limits: Limits

    def prepare(self, sources: tuple[Path, ...]) -> Launch:
        """Make a fresh place; `sources` are Python files that the inside may import by name."""


class PlainLauncher:
    """A plain child process: no sandbox, only the deadline. For a student's own machine."""

    level = "none"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits(memory=4 << 30)

    def prepare(self, sources: tuple[Path, ...]) -> Launch:
        return plain_launch(sources, {})


@cache
def compile_engine(folder: Path = ENGINE / "course") -> bool:
    """Write the bytecode of what every child imports; False if the folder is not ours to write.

    The inside may not write it, and without it each child under spawn compiles the recorder anew:
    30 ms instead of 10. Up-to-date files are left alone. Looking costs a millisecond, once.
    """
    parts = [folder / "__init__.py", *(folder / "run").glob("*.py"), *folder.glob("samples/*.py")]
    done = [compileall.compile_file(path, quiet=2) for path in parts]
    return all(done)


def plain_launch(sources: tuple[Path, ...], settings: Mapping[str, Any]) -> Launch:
    """A launch without a sandbox, whose files live in a temporary folder of its own."""
    folder = tempfile.mkdtemp(prefix="mpcourse-")
    inside = Path(folder, "inside")
    inside.mkdir()
    stage = Path(folder, "stage")
    stage.mkdir()
    for source in sources:
        shutil.copy(source, stage / source.name)
    compile_engine()
    witness = str(Path(folder, "w")) if sys.platform != "win32" else None
    return Launch(
        argv=(*interpreter(), str(ENGINE / DRIVER)),
        env=environment(str(inside)),
        tmp=str(inside),
        witness=witness,
        witness_host=witness,
        settings={
            "paths": [str(ENGINE), str(stage)],
            "folder": folder,
            "preload": PRELOAD,
            **settings,
        },
        clean_up=lambda: shutil.rmtree(folder, ignore_errors=True),
    )


def interpreter(executable: str | None = None) -> tuple[str, ...]:
    """Python without user's settings or site-packages, and without writing bytecode.

    Children of spawn and forkserver inherit these flags, which makes them start twice as fast.
    """
    return (executable or own_python(), "-I", "-S", "-B", "-X", "utf8")


def own_python() -> str:
    """This Python itself, not a virtual environment's name for it.

    On Windows that name is a launcher, and the process it starts one more in the tree.
    """
    base = getattr(sys, "_base_executable", None)
    return base if base and os.path.isfile(base) else sys.executable


def environment(tmp: str) -> dict[str, str]:
    """The inside's whole environment: nothing of the grader's or of the student's shell."""
    env = {
        "PATH": "/usr/bin:/bin",
        "HOME": tmp,
        "TMPDIR": tmp,
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }
    if sys.platform == "win32":
        env |= {k: os.environ[k] for k in ("SYSTEMROOT", "PATH") if k in os.environ}
        env |= {"TEMP": tmp, "TMP": tmp}
    return env
