"""How a judge behaves towards the others on its machine.

Many judges call at once, and most of their calls wait more than they compute. Now and then a call
runs out of time although its code is right, because it stood in line for a processor. Such a call
is repeated alone: nobody else begins one until it is done.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from course.run.call import Call
from course.run.outcome import Outcome, Status

STOOD_IN_LINE = 0.1
"""The share of a call's deadline that its processes were ready to run and had no processor.

Lower it and hangs are repeated for nothing, each for two deadlines; raise it and a busy machine
may cost a student marks.
"""

HAD_ENOUGH = 0.5
"""The share of its deadline that a call has computed. Checks allow ten times what is needed."""

PYTHONS_OWN = ("pool-terminate-race", "executor-terminate-race")
"""Patterns of hangs that are Python's own, and no mistake of the program's."""


@dataclass(frozen=True)
class Manners:
    """`beside` is entered around every call, `alone` around one that is repeated."""

    beside: Callable[[], AbstractContextManager[object]] = nullcontext
    alone: Callable[[], AbstractContextManager[object]] = nullcontext


NO_OTHERS = Manners()


def is_a_race_of_python(outcome: Outcome) -> bool:
    """Whether the call hangs in a way that no program can prevent, once in a while."""
    if outcome.status is not Status.HUNG or outcome.blocked is None:
        return False
    return outcome.blocked.pattern in PYTHONS_OWN


def may_be_load(call: Call, outcome: Outcome) -> bool:
    """Whether a busy machine, and not the student's code, may be why this call ended so."""
    if os.name != "posix" or os.getloadavg()[0] < 1.25 * (os.cpu_count() or 1):
        return False
    if outcome.status is Status.HUNG:
        if outcome.blocked is not None and outcome.blocked.certain:
            return False
        if outcome.stood_in_line is None:
            return True
        starved = outcome.stood_in_line >= STOOD_IN_LINE * call.deadline
        return starved and outcome.computed < HAD_ENOUGH * call.deadline
    return outcome.gate_timed_out and outcome.status is Status.RETURNED
