"""A judge's piece of work: one exercise of one submission, complete in itself.

It travels to a process of this machine or to another machine, where there is the package and a
sandbox, and no file of ours.
"""

from __future__ import annotations

import faulthandler
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder import sandbox
from autograder.classroom.journal import CannotGrade
from autograder.classroom.plan import Job
from autograder.judge import judge_modules
from autograder.store import engine_hash
from autograder.verdict import ExerciseResult
from course.manners import NO_OTHERS, Manners
from course.topics import topic

LONGEST_JUDGING = 1800.0
"""Seconds for one exercise: every check at its deadline under every start method takes half of it.
Lower it and a busy machine gives up on slow but honest submissions."""


class OtherEngine(CannotGrade):
    """A judge has other checks, another engine, Python or sandbox than whoever keeps its verdicts:
    a worker of a cluster, or one of ours if the course was changed while it was graded."""


@dataclass(frozen=True)
class Work:
    """One exercise to judge. `engine` is `this_engine()` of whoever will keep the verdict."""

    slug: str
    exercise: str
    modules: Mapping[str, str]
    level: str
    engine: str


def distinct(due: Iterable[Job], level: str) -> dict[str, Work]:
    """What is to be judged, by key: the same code is judged once, whoever handed it in."""
    work: dict[str, Work] = {}
    for job in due:
        for exercise, key in job.missing.items():
            assert job.topic is not None
            one = Work(job.topic.slug, exercise, dict(job.modules), level, this_engine())
            work.setdefault(key, one)
    return work


def this_engine() -> str:
    """Judges that say the same here give the same verdicts."""
    return f"{engine_hash()} {sys.version}"


def judge_one(work: Work, *, manners: Manners = NO_OTHERS) -> ExerciseResult:
    """Judge an exercise. Runs in a judge, perhaps on another machine; raises OtherEngine there.

    Every call has its deadline; should the judge itself hang over what came back, it ends itself.
    """
    if work.engine != this_engine():
        raise OtherEngine(
            f"{socket.gethostname()} has another version of the course or of Python than the "
            "machine that grades. Install the same on both, or verdicts would be kept under a "
            "wrong name. If it is the same machine, the course was changed while it was graded: "
            "run it again."
        )
    launcher = sandbox.launcher(work.level)
    if launcher.level != work.level:
        raise OtherEngine(
            f"{socket.gethostname()} judges in the sandbox {launcher.level}, and the machine that "
            f"grades in {work.level}. Both must be able to do the same: ask `autograder doctor`."
        )
    faulthandler.dump_traceback_later(LONGEST_JUDGING, exit=True)
    try:
        (result,) = judge_modules(
            topic(work.slug),
            work.modules,
            launcher=launcher,
            exercises=[work.exercise],
            manners=manners,
        )
        return result
    finally:
        faulthandler.cancel_dump_traceback_later()
