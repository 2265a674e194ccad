"""The runs that are compared: each a command as an instructor gives it, and the clock."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import distributed
import psutil

from autograder.nbgrader_course import ROOT, Course, NbgraderFailed
from course.topics import Topic
from tools.local_cluster import scheduler, worker

LOOK = 0.5
"""Seconds between two looks at the memory of a run. Each costs a few milliseconds."""


class BenchmarkError(Exception):
    """What should be measured went wrong; the words say what to look at."""


@dataclass(frozen=True)
class Timing:
    """A run. `busy` is the share of all cores that was used, by whomever, `memory` in bytes:
    of the process that plans, and the most that all processes together had."""

    submissions: int
    wall: float
    busy: float
    own_memory: int = 0
    all_memory: int = 0
    note: str = ""

    @property
    def each(self) -> float:
        return self.wall / max(1, self.submissions)


class _Watch(threading.Thread):
    """Looks at a process and those below it until it is gone."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self.own = self.all = 0

    def run(self) -> None:
        while self._process.is_running():
            try:
                own = self._process.memory_info().rss
                total = own
                for child in self._process.children(recursive=True):
                    try:
                        total += child.memory_info().rss
                    except psutil.Error:
                        continue
            except psutil.Error:
                return
            self.own, self.all = max(self.own, own), max(self.all, total)
            time.sleep(LOOK)


def autograder_grade(course: Course, submissions: int, workers: int = 0) -> Timing:
    """`autograder grade` in the course; with `workers` on a cluster of so many, a core each."""
    command = [sys.executable, "-m", "autograder", "grade", f"--course-dir={course.folder}"]
    with ExitStack() as stack:
        if workers:
            command.append(f"--cluster={_cluster(stack, course.folder, workers)}")
        return _timed_run([*command, "--json"], submissions)


def _cluster(stack: ExitStack, folder: Path, workers: int) -> str:
    """The address of a cluster whose workers have all come."""
    address = scheduler(stack, folder / "scheduler")
    for core, number in zip(sorted(os.sched_getaffinity(0)), range(workers), strict=False):
        worker(stack, folder / f"worker-{number}", address, core=core)
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=120)
    return address


def _timed_run(command: Sequence[str], submissions: int) -> Timing:
    before, start = psutil.cpu_times(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        try:
            status = process.wait()
        except BaseException:  # whoever ends the benchmark ends what it measures
            process.terminate()
            raise
        wall = time.perf_counter() - start
    watch.join()
    note = "" if status == 0 else f"exit {status}"
    busy = _busy(before, psutil.cpu_times())
    return Timing(submissions, wall, busy, watch.own, watch.all, note)


def nbgrader_autograde(course: Course, topics: Sequence[Topic], submissions: int) -> Timing:
    """`nbgrader autograde` for every topic: with our preprocessor or without, as the course is."""
    before, start = psutil.cpu_times(), time.perf_counter()
    failed = 0
    for topic in topics:
        try:
            course.run("autograde", topic.slug)
        except NbgraderFailed:
            failed += 1
    wall = time.perf_counter() - start
    note = f"nbgrader reported failures in {failed} assignments" if failed else ""
    return Timing(submissions, wall, _busy(before, psutil.cpu_times()), note=note)


def check_latency(slugs: Sequence[str]) -> dict[str, float]:
    """Median seconds of a warm `check("…")` on the reference, by exercise."""
    code = "from tools.benchmark.runs import print_latencies; print_latencies()"
    found = {}
    for slug in slugs:
        done = subprocess.run(
            [sys.executable, "-c", code, slug], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for line in done.stdout.splitlines():
            name, _, seconds = line.partition(" ")
            found[name] = float(seconds)
    return found


def print_latencies() -> None:
    """In a process of its own, in a folder of its own, as in a notebook's kernel."""
    import tempfile

    from autograder.bank import from_notebooks
    from course.check import check
    from course.topics import topic

    with tempfile.TemporaryDirectory(prefix="bench-check-") as folder:
        os.chdir(folder)
        for entry in from_notebooks(topic(sys.argv[1])):
            if entry.name == "reference":
                Path(f"{entry.exercise}.py").write_text(entry.text, encoding="utf-8")
                times = [_timed(partial(check, entry.exercise)) for _ in range(6)]
                print(entry.exercise, statistics.median(times[1:]))


def autograder_check(slugs: Sequence[str]) -> dict[str, float]:
    """Seconds of `autograder check` on the reference notebook, by topic; the second of two runs.

    Raises BenchmarkError where it does not get full marks: what fails is fast.
    """
    found = {}
    for slug in slugs:
        notebook = ROOT / "source" / slug / f"{slug}.ipynb"
        command = [sys.executable, "-m", "autograder", "check", str(notebook), "--json"]
        for _ in range(2):
            found[slug] = _timed(partial(_must_pass, command))
    return found


def _must_pass(command: Sequence[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(
            f"The reference did not get full marks (exit {done.returncode}). "
            f"Look at: {' '.join(command[1:-1])}\n{done.stderr}"
        )


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _busy(before: psutil._pslinux.scputimes, after: psutil._pslinux.scputimes) -> float:
    spent = sum(after) - sum(before)
    waited = after.idle - before.idle + getattr(after, "iowait", 0) - getattr(before, "iowait", 0)
    return 1 - waited / spent if spent > 0 else 0.0
