"""Judges a thousand small submissions in one process and looks at what stays: `make endurance`.

They are of every kind: right, wrong, crashing, hanging, dying, forging; some leave processes,
shared memory, semaphores and files behind. At the end there is no process, no temporary file, no
shared memory, no semaphore and no descriptor more than after the first hundred, and the memory of
the judge is what it was.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder import sandbox
from autograder.judge import judge_modules
from course.topics import topic

SLUG = "03_pool"
EXERCISE = "count_primes"
WARM = 100
"""Submissions until everything is imported and every cache is full."""

GROWTH = 1.05
"""By how much the judge's memory may grow from then on: allocators are not exact."""

_BODIES = {
    "right": "with mp.Pool(processes) as pool:\n        return pool.map(primes_below, limits, 1)",
    "wrong": "return [0 for _ in limits]",
    "raises": "raise KeyError(limits)",
    "dies": "os._exit(3)",
    "forges": "os.closerange(3, 256)",
    "hangs": "lock = mp.Lock()\n    lock.acquire()\n    lock.acquire()",
    "leaves a process": "mp.Process(target=time.sleep, args=(600,)).start()\n    return limits",
    "leaves shared memory": "shared_memory.SharedMemory(create=True, size=4096)\n    return limits",
    "leaves semaphores": "os.kept = [mp.Semaphore(1) for _ in range(20)]\n    os._exit(0)",
    "leaves files": "[open(f'/tmp/{i}', 'w').close() for i in range(50)]\n    return limits",
    "prints": "print('x' * 100_000)\n    return limits",
}

_MODULE = """
import multiprocessing as mp
import os
import time
from multiprocessing import shared_memory

NUMBER = {number}


def primes_below(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


def count_primes(limits, processes=2):
    {body}
"""


@dataclass(frozen=True)
class State:
    """What this process holds, and what lies about."""

    processes: frozenset[tuple[int, str]]
    """Numbers and names."""
    files: frozenset[str]
    shared: frozenset[str]
    descriptors: int
    threads: int
    memory: int


def look(folder: Path, others: Collection[int] = ()) -> State:
    """`folder` is where temporary files go; the children `others`, and theirs, are not ours."""
    me = psutil.Process()
    return State(
        processes=frozenset(_family(child for child in me.children() if child.pid not in others)),
        files=frozenset(str(path.relative_to(folder)) for path in folder.rglob("*")),
        shared=frozenset(os.listdir("/dev/shm")),
        descriptors=me.num_fds(),
        threads=me.num_threads(),
        memory=me.memory_info().rss,
    )


def _family(children: Iterable[psutil.Process]) -> Iterator[tuple[int, str]]:
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            yield child.pid, child.name()
            yield from _family(child.children())


def endure(count: int, warm: int = WARM) -> tuple[State, State, float]:
    """Judge so many submissions; the state after the first `warm`, that at the end, and seconds."""
    folder = Path(tempfile.mkdtemp(prefix="endurance-"))
    folder.chmod(0o755)
    kept, tempfile.tempdir = tempfile.tempdir, str(folder)
    others = {child.pid for child in psutil.Process().children()}
    began = time.monotonic()
    bodies = list(_BODIES.values())
    early = None
    try:
        for number in range(count):
            text = _MODULE.format(number=number, body=bodies[number % len(bodies)])
            judge_modules(
                topic(SLUG),
                {EXERCISE: text},
                launcher=sandbox.launcher(),
                exercises=[EXERCISE],
                methods=["fork"],
                stop_at_failure=True,
            )
            if number + 1 == warm:
                early = look(folder, others)
        if early is None:
            raise ValueError(f"{count} submissions are fewer than the first {warm}")
        return early, look(folder, others), time.monotonic() - began
    finally:
        tempfile.tempdir = kept
        shutil.rmtree(folder)


def faults(early: State, late: State, *, alone: bool = True) -> list[str]:
    """What has stayed. Where others use /dev/shm as well, only what grew in this process tells."""
    found = []
    if late.processes:
        told = (f"{name} ({pid})" for pid, name in sorted(late.processes))
        found.append(f"processes: {', '.join(told)}")
    if late.files - early.files:
        found.append(f"files: {', '.join(sorted(late.files - early.files)[:9])}")
    if alone and late.shared - early.shared:
        found.append(f"shared memory: {', '.join(sorted(late.shared - early.shared)[:9])}")
    if late.descriptors > early.descriptors:
        found.append(f"descriptors: {late.descriptors - early.descriptors} more")
    if late.threads > early.threads:
        found.append(f"threads: {late.threads - early.threads} more")
    if late.memory > early.memory * GROWTH:
        found.append(f"memory: {late.memory >> 20} MB instead of {early.memory >> 20} MB")
    return found


def main(arguments: Sequence[str]) -> int:
    """Run the campaign and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tools.endurance", description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--warm", type=int, default=WARM)
    options = parser.parse_args(arguments)
    early, late, seconds = endure(options.submissions, options.warm)
    print(f"{options.submissions} submissions judged in {seconds:.0f} s;")
    before, now = early.memory / 2**20, late.memory / 2**20
    print(f"memory {before:.1f} MB after {options.warm}, {now:.1f} MB now")
    stayed = faults(early, late)
    print("\n".join(stayed) or "no process, file, shared memory, semaphore or descriptor is left.")
    return 1 if stayed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
