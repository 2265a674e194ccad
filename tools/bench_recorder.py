"""What the recorder costs: `python -m tools.bench_recorder`, part of `make bench`.

Each piece of work is done with and without the recorder, in turns, each time in a fresh
interpreter; the ratios are those of the medians, of the clock and of all processors' time. The
work itself is timed, not the interpreter's start. On a busy machine trust the processors' time.

    work                                  without        with   ratio   CPU ratio
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Seconds for one piece of work. Lower it and a slow machine is cut off; more costs only a hang.
DEADLINE = 300.0


def square(number: int) -> int:
    return number * number


def put_all(queue: multiprocessing.Queue[int | None], count: int) -> None:
    for number in range(count):
        queue.put(number)
    queue.put(None)


def queue_of_small_items(count: int = 100_000) -> None:
    """A child puts small numbers, the parent gets them."""
    queue: multiprocessing.Queue[int | None] = multiprocessing.Queue()
    child = multiprocessing.Process(target=put_all, args=(queue, count))
    child.start()
    while queue.get() is not None:
        pass
    child.join()


def pool_of_tasks(count: int = 10_000) -> None:
    """Two workers square numbers, one a task."""
    with multiprocessing.Pool(2) as pool:
        assert sum(pool.imap(square, range(count))) > 0


def locked_increments(count: int = 20_000) -> None:
    """One process increments a Value under its lock."""
    value = multiprocessing.Value("i", 0)
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def contended_increments(count: int = 10_000) -> None:
    """Two processes increment one Value under its lock."""
    value = multiprocessing.Value("i", 0)
    workers = [multiprocessing.Process(target=_increment, args=(value, count)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert value.value == 2 * count


def _increment(value: multiprocessing.sharedctypes.Synchronized[int], count: int) -> None:
    for _ in range(count):
        with value.get_lock():
            value.value += 1


WORK: dict[str, Callable[[], None]] = {
    "queue of 100,000 small items": queue_of_small_items,
    "pool of 10,000 tasks": pool_of_tasks,
    "20,000 locked increments": locked_increments,
    "2 x 10,000 contended increments": contended_increments,
}


def time_here(name: str, recorded: bool) -> tuple[float, float]:
    """Do the work in this process; return seconds of the clock and of all processors."""
    with tempfile.TemporaryDirectory() as folder:
        if recorded:
            from course.run import recorder

            path = os.path.join(folder, "events")
            recorder.install(
                recorder.Settings(path=path, stacks=folder, student_modules=frozenset([__name__]))
            )
        start, used = time.perf_counter(), _cpu()
        WORK[name]()
        return time.perf_counter() - start, _cpu() - used


def _cpu() -> float:
    """Seconds of processor time of this process and of its children that have been reaped."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def time_apart(name: str, recorded: bool, method: str) -> tuple[float, float]:
    """Do the work in an interpreter of its own."""
    command = [sys.executable, "-m", "tools.bench_recorder", "--one", name, "--method", method]
    done = subprocess.run(
        command + ["--recorded"] * recorded,
        cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE, check=True,
    )  # fmt: skip
    wall, cpu = json.loads(done.stdout)
    return wall, cpu


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench_recorder", description="Time work with and without recorder."
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each kind (default: 5)")
    parser.add_argument("--method", default="fork", help="start method (default: fork)")
    parser.add_argument("--one", choices=list(WORK), help=argparse.SUPPRESS)
    parser.add_argument("--recorded", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        multiprocessing.set_start_method(options.method)
        print(json.dumps(time_here(options.one, options.recorded)))
        return 0
    print(f"{'work':34} {'without':>9} {'with':>11}   ratio   CPU ratio", flush=True)
    for name in WORK:
        times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for _ in range(options.runs):
            for recorded in (False, True):
                times[recorded].append(time_apart(name, recorded, options.method))
        (plain, plain_cpu), (full, full_cpu) = (
            [statistics.median(column) for column in zip(*times[kind], strict=True)]
            for kind in (False, True)
        )
        ratios = f"{full / plain:6.2f}      {full_cpu / plain_cpu:6.2f}"
        print(f"{name:34} {plain:7.3f} s {full:9.3f} s  {ratios}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
