"""Measures everything side by side and writes docs/performance.md: `make bench`.

python -m tools.benchmark --students 60 --sample 4      as large as you have patience
python -m tools.benchmark --only floor grade            some of it, printed and not written
"""

from __future__ import annotations

import argparse
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from autograder.bank import ROOT, from_notebooks
from autograder.judges import available_cores
from course.topics import Topic, present_topics
from tools.benchmark import floor, report, runs
from tools.benchmark.class_maker import Class, course_of, make_class

PARTS = ("grade", "nbgrader", "stock", "scaling", "cluster", "floor", "check")
PAGE = ROOT / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    topics = [t for t in present_topics() if not options.topics or t.slug in options.topics]
    made = make_class(topics, options.students, options.seed)
    measured = report.Measured(
        machine=f"{platform.system()}, Python {platform.python_version()}",
        cores=available_cores(),
        load=psutil.getloadavg()[0],
        made=made,
        sample=options.sample,
        seed=options.seed,
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for part in options.only or PARTS:
            _measure(part, Path(folder), made, measured, options.scaling)
    text = report.page(measured)
    if options.only:
        print(text)
    else:
        PAGE.write_text(report.replaced(PAGE, text), encoding="utf-8")
        print(f"written: {PAGE}")
    return 0


def _measure(
    part: str, folder: Path, made: Class, measured: report.Measured, sizes: tuple[int, int]
) -> None:
    began = time.monotonic()
    sample = made.students[: measured.sample]
    few = len(sample) * len(made.topics)
    match part:
        case "grade":
            course = course_of(folder / "ours", made, made.students)
            everything = len(made.notebooks)
            measured.ours = runs.autograder_grade(course, everything)
            measured.again = runs.autograder_grade(course, everything)
        case "nbgrader":
            course = course_of(folder / "preprocessor", made, sample)
            measured.preprocessor = runs.nbgrader_autograde(course, made.topics, few)
        case "stock":
            course = course_of(folder / "stock", made, sample, ours=False)
            measured.stock = runs.nbgrader_autograde(course, made.topics, few)
            course = course_of(folder / "cut", made, sample, ours=False, cut=True)
            measured.cut = runs.nbgrader_autograde(course, made.topics, few)
        case "scaling":
            measured.scaling = _scaling(folder, made.topics[0], measured.seed, *sizes)
        case "cluster":
            measured.one_worker, measured.two_workers = (
                runs.autograder_grade(
                    course_of(folder / f"cluster-{workers}", made, sample), few, workers
                )
                for workers in (1, 2)
            )
        case "floor":
            measured.floor = floor.measure(_references(made.topics))
        case "check":
            slugs = [topic.slug for topic in made.topics]
            measured.checks = runs.check_latency(slugs)
            measured.notebooks = runs.autograder_check(slugs)
    print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _scaling(
    folder: Path, topic: Topic, seed: int, small: int, large: int
) -> tuple[runs.Timing, runs.Timing, runs.Timing]:
    """A small class, a large one that repeats it, and the small one again.

    Twice, because a machine that becomes slower meanwhile must not look like a run that does.
    """
    made = make_class([topic], large, seed, repeats=small)
    first, whole, again = (
        runs.autograder_grade(
            course_of(folder / f"scaling-{number}", made, students), len(students)
        )
        for number, students in enumerate(
            (made.students[:small], made.students, made.students[:small])
        )
    )
    return first, whole, again


def _references(topics: Sequence[Topic]) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (topic.slug, entry.exercise, {entry.exercise: entry.text})
        for topic in topics
        for entry in from_notebooks(topic)
        if entry.name == "reference"
    ]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.benchmark", description="Measure how fast a class is graded."
    )
    parser.add_argument("--students", type=int, default=16, metavar="N", help="default: 16")
    parser.add_argument(
        "--sample",
        type=int,
        default=1,
        metavar="N",
        help="of them, those whom nbgrader grades, too, for comparison (default: 1; it takes long)",
    )
    parser.add_argument("--topics", nargs="*", metavar="SLUG", help="default: all with a notebook")
    parser.add_argument(
        "--scaling",
        nargs=2,
        type=int,
        default=(15, 240),
        metavar=("SMALL", "LARGE"),
        help="classes whose time is compared, a notebook of the first topic each (default: 15 240)",
    )
    parser.add_argument("--seed", type=int, default=1, help="another number, another class")
    parser.add_argument(
        "--only", nargs="*", choices=PARTS, help="some parts; the page is printed, not written"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
