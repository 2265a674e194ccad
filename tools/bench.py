"""How long judging takes on this machine: `make bench`.

The reference notebook of each topic is judged several times, as `autograder check` does it, one
after the other; nothing is cached. The first run fills the disk's caches and is not counted.

    topic          runs   median    fastest   slowest   CPU     processors busy
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from course.topics import present_topics

ROOT = Path(__file__).resolve().parent.parent
# Seconds for one notebook. Lower it and a slow machine is cut off; raise it and a hang costs more.
DEADLINE = 600.0


class BenchError(Exception):
    """A notebook could not be judged; the words are those of the judge."""


@dataclass(frozen=True)
class Timing:
    """One run: seconds on the clock, and seconds of all processors together."""

    wall: float
    cpu: float


def judge_once(notebook: Path) -> Timing:
    """Judge a notebook in a process of its own; raise BenchError if it does not get full marks."""
    command = [sys.executable, "-m", "autograder", "check", str(notebook), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise BenchError(
            f"{notebook.name} is the reference, and did not get full marks "
            f"(exit {done.returncode}). Look at: autograder check {notebook}\n{done.stderr}"
        )
    return Timing(wall, sum(after[:2]) - sum(before[:2]))


def row(name: str, timings: list[Timing]) -> str:
    """A line of the table."""
    walls = [timing.wall for timing in timings]
    cpu = statistics.median(timing.cpu for timing in timings)
    median = statistics.median(walls)
    return (
        f"{name:22} {len(walls):4}  {median:7.1f} s {min(walls):7.1f} s {max(walls):7.1f} s "
        f"{cpu:7.1f} s  {cpu / median:5.2f}"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description="Time the judge.")
    parser.add_argument("topics", nargs="*", help="slugs; all that are built, if none is named")
    parser.add_argument("--runs", type=int, default=3, help="runs that count (default: 3)")
    options = parser.parse_args(arguments)
    slugs = options.topics or [topic.slug for topic in present_topics()]
    print(f"{'topic':22} runs     median   fastest   slowest        CPU   busy", flush=True)
    try:
        for slug in slugs:
            notebook = ROOT / "source" / slug / f"{slug}.ipynb"
            judge_once(notebook)
            print(row(slug, [judge_once(notebook) for _ in range(options.runs)]), flush=True)
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
