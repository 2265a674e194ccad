"""For every test: what is in the repository, where it runs, and that nothing may be left behind.

Each process that a test starts inherits a word in its environment that only this run knows. When
all tests are over, a process that still carries the word, or is still a descendant of this one, is
an error. Where the machine belongs to the run alone (CI), so is a new block in /dev/shm.

With `-n` several workers share the tests, file by file: a file builds its class, its kernel or its
server once. The tests of the files in SCATTERED, which mostly wait, go to whoever is free.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent
WORD = "COURSE_TEST_RUN"
# A process that has just been killed needs a moment to go. Lower it and a busy machine reports
# processes that are ending; raising it costs time only when something really is left.
GRACE = 10.0
SHARED_MEMORY = Path("/dev/shm")
# What CPython's multiprocessing names its semaphores and shared memory.
OURS = ("sem.mp-", "psm_", "pym-")
SCATTERED = frozenset({"test_blocked.py"})
BLOCKS = pytest.StashKey[set[str]]()


def describe(process: psutil.Process) -> str | None:
    """`pid name: command line`, or None if it has gone."""
    try:
        return f"{process.pid} {process.status()}: {' '.join(process.cmdline()) or process.name()}"
    except psutil.NoSuchProcess:
        return None


def carries(process: psutil.Process, word: str) -> bool:
    """Whether the process was started, by whatever detours, by this run."""
    try:
        return process.environ().get(WORD) == word
    except (psutil.Error, OSError):
        return False


def processes_left(word: str) -> list[str]:
    """What this run has started and what still exists, itself excepted."""
    me = psutil.Process()
    ancestors = {process.pid for process in me.parents()} | {me.pid}
    found = {process.pid: process for process in me.children(recursive=True)}
    found |= {process.pid: process for process in psutil.process_iter() if carries(process, word)}
    lines = [describe(process) for pid, process in found.items() if pid not in ancestors]
    return sorted(line for line in lines if line)


def blocks_in_shared_memory() -> set[str]:
    if not SHARED_MEMORY.is_dir():
        return set()
    return {path.name for path in SHARED_MEMORY.iterdir() if path.name.startswith(OURS)}


def stop_the_helpers_of_multiprocessing() -> None:
    """The fork server and the resource tracker live until the interpreter ends: not a leak."""
    forkserver._forkserver._stop()  # a private name, the one that CPython's own tests use
    resource_tracker._resource_tracker._stop()


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """At the end of the run no process is left."""
    os.environ[WORD] = word = uuid.uuid4().hex
    yield
    multiprocessing.active_children()  # reaps those that have ended
    stop_the_helpers_of_multiprocessing()
    deadline = time.monotonic() + GRACE
    while (left := processes_left(word)) and time.monotonic() < deadline:
        time.sleep(0.1)
    if left:
        pytest.fail("The tests left behind:\n  " + "\n  ".join(left), pytrace=False)


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[BLOCKS] = blocks_in_shared_memory()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI no shared memory is left; asked when all workers have ended, for it has no owner."""
    if hasattr(session.config, "workerinput") or not os.environ.get("CI"):
        return
    left = blocks_in_shared_memory() - session.config.stash[BLOCKS]
    if left:
        print("The tests left behind in /dev/shm:", *sorted(left))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def kept_together(nodeid: str) -> str:
    """The name of what one worker does as a whole: a file, or a test of a scattered one."""
    file, _, _ = nodeid.partition("::")
    return nodeid if Path(file).name in SCATTERED else file


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, which may be missing
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Whatever `--dist` says, files are kept together but for the scattered ones.

    Not by marks: pytest 9.2 and xdist 3.8 pass no mark on to the process that shares out the tests
    (pytest-dev/pytest-xdist#1386), and nothing tells.
    """
    from xdist.scheduler import LoadFileScheduling

    class FileByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return kept_together(nodeid)

    return FileByFile(config, log)


@pytest.fixture(scope="session")
def tracked() -> Callable[..., list[Path]]:
    """A function: the files that match git's patterns and are in the repository, or would be
    if they were added. What .gitignore names is not among them."""

    def files(*patterns: str) -> list[Path]:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return [ROOT / name for name in done.stdout.split("\0") if (ROOT / name).is_file()]

    return files
