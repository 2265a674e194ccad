"""Kills the grader of a class again and again and compares what is in the gradebook: `make kills`.

Each time a run of `autograder grade`, every third one with `--force`, is ended with SIGKILL at a
random moment: all of it, its first process alone, one of its judges or its writer; or as Ctrl-C
ends it. Then it is started again, until it comes to its end. That gradebook, and what stands in the
judged notebooks, must be those of a run that nobody disturbed, and no process and no temporary file
may be left.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy.exc import SAWarning

from autograder.checks import TOPICS_FOLDER
from autograder.nbgrader_course import ROOT, Course
from autograder.sample_class import solved

SLUG = "03_pool"
EXERCISE = "count_primes"
BANK = TOPICS_FOLDER / SLUG / "bank" / EXERCISE
CLASS = {
    "ann": "accepted/executor.py",
    "ben": "wrong_answer/prints_it.py",
    "cleo": "crashed/nested_worker.py",
    "dan": "wrong_answer/no_pool.py",
    "eva": "accepted/executor.py",
    "finn": "",
}
"""Students and their modules in the bank. Empty: a file that is no notebook."""

VICTIMS = ("all of it", "one of its workers", "its first process", "all of it, by Ctrl-C")


@dataclass
class Campaign:
    """What was done and what came of it; `faults` is empty if all went well."""

    kills: Counter[str] = field(default_factory=Counter)
    ends: int = 0
    """Runs that came to their end, whose gradebook was compared."""
    faults: list[str] = field(default_factory=list)


def make_class(folder: Path, students: Sequence[str] = tuple(CLASS)) -> Course:
    """A generated course with submissions."""
    course = Course(folder)
    course.add_topic(SLUG)
    course.run("generate_assignment", SLUG)
    release = course.source_notebook("release", SLUG)
    for student in students:
        path = CLASS[student]
        data = b"not a notebook"
        if path:
            module = (BANK / path).read_text(encoding="utf-8")
            data = json.dumps(solved(release, {EXERCISE: module})).encode()
        course.hand_in(SLUG, student, data)
    return course


def contents(course: Course) -> dict[str, Any]:
    """What a run leaves: marks, flags and rows of the gradebook, verdicts in the notebooks."""
    from nbgrader.api import Gradebook

    rows = {
        row.student: [(m.exercise, m.points, m.worth, m.needs_manual_grade) for m in row.marks]
        for row in course.marks(SLUG)
    }
    with Gradebook(course.db_url) as gradebook:
        submissions = gradebook.assignment_submissions(SLUG)
        counts = {s.student.id: [len(n.grades) for n in s.notebooks] for s in submissions}
    told = {student: course.told(SLUG, student) for student in rows}
    verdicts = {
        student: [(e["id"], e["verdict"]) for e in found.get("report", {}).get("exercises", [])]
        or found.get("unreadable")
        for student, found in told.items()
    }
    return {"marks": rows, "rows": counts, "notebooks": verdicts}


def campaign(
    kills: int, seed: int, students: Sequence[str] = tuple(CLASS), patience: float = 900.0
) -> Campaign:
    """Run the class, kill it so often, and compare each gradebook that was finished."""
    draw = random.Random(seed)
    found = Campaign()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        template = make_class(Path(folder, "template"), students)
        calm = _copy(template, Path(folder, "calm"))
        began = time.monotonic()
        _finish(_start(calm), patience)
        length = time.monotonic() - began
        expected = contents(calm)
        course = _copy(template, Path(folder, "killed-0"))
        while sum(found.kills.values()) < kills:
            number = sum(found.kills.values())
            victim = VICTIMS[number % len(VICTIMS)]
            run = _start(course, *(["--force"] if number % 3 == 2 else []))
            if _disturb(run, victim, draw.uniform(0.0, length), patience, draw, found):
                found.kills[victim] += 1
                continue
            _compare(course, expected, found)
            course = _copy(template, Path(folder, f"killed-{found.ends}"))
        _finish(_start(course), patience)
        _compare(course, expected, found)
    return found


def _copy(template: Course, folder: Path) -> Course:
    shutil.copytree(template.folder, folder)
    course = Course(folder)
    _temporary(course).mkdir()
    return course


def _temporary(course: Course) -> Path:
    return course.folder.parent / f"{course.folder.name}-tmp"


def _start(course: Course, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "autograder", "grade", "--json", *options]
    with (course.folder / "log").open("ab") as log:
        return subprocess.Popen(
            [*command, "--course-dir", str(course.folder)],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(_temporary(course))},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _finish(run: subprocess.Popen[bytes], patience: float) -> None:
    try:
        run.wait(patience)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()


def _disturb(
    run: subprocess.Popen[bytes],
    victim: str,
    after: float,
    patience: float,
    draw: random.Random,
    found: Campaign,
) -> bool:
    """Kill a run after so many seconds; False if it was over before."""
    try:
        run.wait(after)
        return False
    except subprocess.TimeoutExpired:
        pass
    family = psutil.Process(run.pid).children(recursive=True)
    if victim == "all of it":
        _kill_all(run, family)
    elif victim == "all of it, by Ctrl-C":
        os.killpg(run.pid, signal.SIGINT)
    elif victim == "its first process" or not (workers := _workers(run.pid)):
        run.kill()
    else:
        with contextlib.suppress(psutil.NoSuchProcess):
            draw.choice(workers).kill()
    run.wait(patience)
    _, left = psutil.wait_procs(family, timeout=15)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            found.faults.append(f"after killing {victim} is left: {' '.join(process.cmdline())}")
            process.kill()
    return True


def _kill_all(run: subprocess.Popen[bytes], family: Sequence[psutil.Process]) -> None:
    """Kill everything but Python's resource tracker: nobody else knows the semaphores' names.

    With it they would stay in /dev/shm until the machine starts anew, a page of memory each.
    """
    run.kill()
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            if "resource_tracker" not in " ".join(process.cmdline()):
                process.kill()


def _workers(pid: int) -> list[psutil.Process]:
    """Judges and writer of a run."""
    children = psutil.Process(pid).children()
    return [each for each in children if "spawn_main" in " ".join(each.cmdline())]


def _compare(course: Course, expected: dict[str, Any], found: Campaign) -> None:
    found.ends += 1
    got = contents(course)
    if got != expected:
        found.faults.append(f"another gradebook: {got} instead of {expected}")
    found.faults += [f"a file is left: {path.name}" for path in _temporary(course).iterdir()]


def main(arguments: Sequence[str]) -> int:
    """Run the campaign and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tools.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's queries are as they are
    found = campaign(options.kills, options.seed)
    told = ", ".join(f"{count} of {victim}" for victim, count in found.kills.items())
    print(f"seed {options.seed}: {sum(found.kills.values())} kills ({told});")
    print(f"{found.ends} gradebooks compared with that of an undisturbed run;")
    print("\n".join(found.faults) or "no difference, nothing left.")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
