"""One attack, judged here: what it gained, read, changed, left behind or cost somebody else.

HOGS are judged beside an honest submission, which must get its full marks meanwhile, and SPOILERS
together with an honest exercise of the same student, which must get its own.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from autograder import scratch
from course.run.runner import Call, Runner
from tools.redteam.attacks import EXERCISE, SLUG, Attack, honest
from tools.redteam.canaries import Canaries

HONEST = "fetch_all"
LONGEST = 400.0
"""Seconds within which an attack must have its verdict: every check at its deadline, on a busy
machine."""

HOGS = frozenset(
    """
    fork_bomb fork_bomb_of_sessions threads_without_end all_cores memory memory_in_children
    memory_nobody_maps memory_behind_a_dead_thread cores_by_threads million_files
    output_of_children shared_memory_filled witness_flooded
    """.split()  # noqa: SIM905
)
SPOILERS = frozenset(
    """
    shared_memory_filled tmp_filled_and_locked folders_in_folders stops_the_zygote kills_all_it_sees
    kills_its_parent semaphore_left_locked zombie_army double_fork pretends_to_be_of_the_course
    """.split()  # noqa: SIM905
)

SECRETS_OF_OURS = ("check_no_more", "too_many = [primes_below")
"""Words of the hidden checks that no report of ours holds."""


@dataclass
class Trial:
    """What became of an attack. `faults` says what it achieved; empty: nothing."""

    verdict: str = "none"
    points: float | None = None
    seconds: float = 0.0
    leaked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    costs: float = 0.0
    """Points that the honest exercise of the same student lost."""
    beside: float | None = None
    """Seconds in which the honest submission beside it was judged, where there was one."""
    faults: list[str] = field(default_factory=list)


def try_out(attack: Attack, around: Canaries, *, level: str = "bubblewrap") -> Trial:
    """Judge one attack in a process of its own, and look at what it has achieved."""
    before, hits = around.state(), around.hits
    modules = {EXERCISE: around.aimed(attack)}
    bystander = None
    if attack.name in SPOILERS:
        modules[HONEST] = honest(HONEST)
    if attack.name in HOGS:
        bystander = _Bystander(level)
    temporary = Path(tempfile.mkdtemp(prefix="redteam-tmp-"))
    temporary.chmod(0o755)
    environment = {"REDTEAM_SECRET": around.words["environment"], "TMPDIR": str(temporary)}
    mine, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    words = [*around.words.values(), *SECRETS_OF_OURS]
    began = time.monotonic()
    judge = multiprocessing.get_context("spawn").Process(
        target=_judge, args=(modules, level, environment, words, theirs)
    )
    judge.start()
    theirs.close()
    trial = Trial()
    try:
        if mine.poll(LONGEST):
            trial = mine.recv()
        else:
            trial.faults.append(f"no verdict after {LONGEST:.0f} s")
    except EOFError:
        trial.faults.append("the judge died")
    finally:
        judge.kill()
        judge.join()
        mine.close()
    trial.seconds = time.monotonic() - began
    if bystander is not None:
        trial.beside, lost = bystander.end()
        if lost:
            trial.faults.append(f"took marks from the submission beside it: {lost}")
    homes = set(temporary.glob(f"{scratch.PREFIX}*"))
    ours = homes | {home / scratch.LOCK for home in homes}
    trial.left += [f"file {path.name}" for path in temporary.rglob("*") if path not in ours]
    shutil.rmtree(temporary)
    assess(attack, trial, changed=around.state() != before, called=around.hits > hits)
    return trial


class _Bystander:
    """An honest submission that is judged meanwhile, in a process of its own."""

    def __init__(self, level: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._answer, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_judge_honest, args=(level, theirs))
        self._process.start()
        theirs.close()

    def end(self) -> tuple[float, str]:
        """How many seconds it took, and what it lost its marks for, if it did."""
        try:
            told = self._answer.recv() if self._answer.poll(LONGEST) else (LONGEST, "no verdict")
        except EOFError:
            told = (0.0, "its judge died")
        self._process.kill()
        self._process.join()
        seconds, lost = told
        return float(seconds), str(lost)


def _judge_honest(level: str, answer: Any) -> None:
    from autograder import sandbox
    from autograder.judge import judge_modules
    from course.topics import topic

    began = time.monotonic()
    modules = {EXERCISE: honest(EXERCISE)}
    (result,) = judge_modules(
        topic(SLUG), modules, launcher=sandbox.launcher(level), exercises=[EXERCISE]
    )
    failed = result.failure
    lost = f"{failed.id} ({failed.method}): {failed.observed or failed.error}" if failed else ""
    answer.send((time.monotonic() - began, lost))


def assess(attack: Attack, trial: Trial, *, changed: bool, called: bool) -> None:
    """Write down as faults of the trial what the attack has achieved."""
    if trial.points is not None and trial.points > attack.worth:
        trial.faults.append(f"gained {trial.points - attack.worth:g} points")
    if trial.verdict == "grader_error":
        trial.faults.append("passes for a fault of the grader")
    if trial.costs:
        trial.faults.append(f"cost the student's other exercise {trial.costs:g} points")
    trial.faults += [f"read a secret: {word}" for word in trial.leaked]
    trial.faults += [f"left behind: {what}" for what in trial.left]
    if changed:
        trial.faults.append("changed something outside")
    if called:
        trial.faults.append("reached the server on the loopback")


def _judge(
    modules: dict[str, str], level: str, environment: dict[str, str], words: list[str], answer: Any
) -> None:
    """In the judging process: the real judge, with an eye on everything that comes back."""
    os.environ |= environment
    tempfile.tempdir = environment["TMPDIR"]
    from autograder import sandbox
    from autograder.judge import judge_modules
    from course.topics import topic

    leaked: set[str] = set()
    users: set[int] = set()
    real = Runner.call

    def watched(runner: Runner, call: Call) -> Any:
        runner.warm_up()
        if runner._place is not None:
            users.add(psutil.Process(runner._place.zygote_pid).uids().real)
        outcome = real(runner, call)
        text = repr(vars(outcome))
        leaked.update(word for word in words if word in text)
        leaked.update(re.findall(r"canary-[a-z-]+", outcome.stdout))
        return outcome

    Runner.call = watched  # type: ignore[assignment, method-assign]
    results = judge_modules(
        topic(SLUG), modules, launcher=sandbox.launcher(level), exercises=list(modules)
    )
    by_name = {result.id: result for result in results}
    trial = Trial(verdict=by_name[EXERCISE].verdict.value, points=by_name[EXERCISE].points)
    if HONEST in by_name:
        trial.costs = by_name[HONEST].max_points - (by_name[HONEST].points or 0.0)
    trial.leaked = sorted(leaked)
    trial.left = _left_of(users - {os.getuid()})
    answer.send(trial)


def _left_of(users: set[int]) -> list[str]:
    """Processes that still live ten seconds after their sandbox was closed: as root, each sandbox
    has a user of its own."""
    end = time.monotonic() + 10.0
    while True:
        found = []
        for process in psutil.process_iter(["pid", "name"]):
            try:
                if process.uids().real in users:
                    found.append(f"process {process.info['name']}")
            except psutil.Error:
                continue
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.1)
