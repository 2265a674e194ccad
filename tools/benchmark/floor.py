"""The floor: what the same calls of student code cost without sandbox, recorder and checks.

    judged   exercises are judged in this process, and every call that they make is kept
    bare     the same calls again: a process is forked, calls the function, and ends

A call that hung is ended after as long as the judge let it run. Processor time is that of all
processes, the killed ones as well.
"""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from autograder import judge, sandbox
from autograder.checks import hidden_checks
from course.run.call import Call, request_frame
from course.run.launch import interpreter
from course.run.outcome import Outcome
from course.run.runner import Runner
from course.topics import topic

LONGEST = 60.0
"""Seconds for a bare call that ended by itself when it was judged."""


@dataclass(frozen=True)
class Floor:
    """Processor seconds of judging, and of the bare calls; how many calls there were."""

    judged: float
    bare: float
    calls: int
    judges_own: float = 0.0
    """Of `judged`: the judge itself, which runs the checks and looks on from outside."""
    by_method: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    """Calls under each start method, and the processor seconds of all processes inside meanwhile,
    to a hundredth a call."""


def measure(exercises: Sequence[tuple[str, str, Mapping[str, str]]]) -> Floor:
    """Judge (slug, exercise, modules) one after the other, then make their calls bare."""
    kept: list[dict[str, Any]] = []
    before = _cpu()
    inside: list[float] = []
    with _kept_calls(kept, inside):
        for slug, exercise, modules in exercises:
            judge.judge_modules(
                topic(slug), modules, launcher=sandbox.launcher(), exercises=[exercise]
            )
    own = _cpu() - before
    judged = own + sum(inside)
    for slug, exercise, _ in exercises:
        for call in kept:
            if call["request"]["module"] == exercise:
                call["stage"] = str(hidden_checks(topic(slug)).folder)
    with tempfile.TemporaryDirectory(prefix="bench-floor-") as folder:
        path = Path(folder, "calls.json")
        path.write_text(json.dumps(kept))
        before = _cpu()
        command = [*interpreter(), str(Path(__file__).with_name("bare.py")), str(path)]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        bare = _cpu() - before
    return Floor(judged, bare, len(kept), own, _by_method(kept))


def _by_method(kept: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    for call in kept:
        calls, seconds = found.get(call["method"], (0, 0.0))
        found[call["method"]] = calls + 1, seconds + call["computed"]
    return found


@contextlib.contextmanager
def _kept_calls(kept: list[dict[str, Any]], inside: list[float]) -> Iterator[None]:
    class Keeping(Runner):
        def call(self, call: Call) -> Outcome:
            self.warm_up()
            before = self.computed()
            outcome = super().call(call)
            frame = request_frame(call, self.modules, "", {})
            seconds = outcome.seconds if outcome.status == "hung" else LONGEST
            kept.append(
                {
                    "request": json.loads(frame[4:]),
                    "seconds": seconds,
                    "method": call.method,
                    "computed": max(0.0, self.computed() - before),
                }
            )
            return outcome

        def close(self) -> None:
            inside.append(self.computed())
            super().close()

    with patch.object(judge, "Runner", Keeping):
        yield


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
