"""What runs inside, beside the student's module: stages without any expected answer."""

from __future__ import annotations

import contextlib
import hashlib
import os
from types import ModuleType
from typing import Any

from course.run import times, witness
from course.samples.custom import (
    SOON,
    call_off,
    hash_files,
    note,
    notes,
    patience,
    return_keys,
    see_off,
    show_sight,
    tick,
    wait_until,
    work,
)

try:
    import resource
except ImportError:  # not a Unix: hidden checks run on Linux
    pass

__all__ = ["call_off", "hash_files", "tick"]

# ------------------------------------------------------------------------------ stoppable


def long_sight() -> None:
    """A step that is stopped in its middle, and tells whether stop() returned in the meantime."""
    note("begun")
    witness.meet(2, patience(SOON), label="in a step")
    met = witness.meet(2, patience(2.0), label="stop has returned")
    note("free" if met else "held")
    note("sight")


def call_off_in_a_step(module: ModuleType) -> dict[str, Any]:
    """Call stop() while a step is going on."""
    guide = module.Stoppable(long_sight, return_keys, 0.0)
    guide.start()
    witness.meet(2, patience(SOON), label="in a step")
    guide.stop()
    witness.meet(2, patience(2.0), label="stop has returned")
    code = see_off(guide)
    pid = getattr(guide, "pid", None)
    return {"pid": pid, "here": os.getpid(), "notes": notes(), "exitcode": code}


def weigh() -> None:
    """A step that notes how often this process has slept so far, and how many microseconds."""
    note(f"sleeps-{resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw}")
    note(f"asleep-{round(times.asleep() * 1e6)}")


def pause_for_a_second(module: ModuleType) -> dict[str, Any]:
    """How often the process woke up in a pause of one second, and how many seconds it slept."""
    guide = module.Stoppable(weigh, return_keys, 1.0)
    guide.start()
    wait_until(lambda: len(notes()) >= 4)
    guide.stop()
    code = see_off(guide)
    numbers = [int(word.partition("-")[2]) for word, _ in notes() if "-" in word][:4]
    if len(numbers) < 4:
        return {"exitcode": code, "spent": None}
    sleeps, asleep = numbers[2] - numbers[0], numbers[3] - numbers[1]
    return {"exitcode": code, "spent": [sleeps, asleep / 1e6]}


def one_of_two(module: ModuleType) -> dict[str, Any]:
    """Stop the second of two; how many more steps does the first one make?"""

    def sights(guide: Any) -> int:
        return notes().count(("sight", guide.pid))

    guides = [module.Stoppable(show_sight, return_keys, 0.05) for _ in range(2)]
    for guide in guides:
        guide.start()
    staying, leaving = guides
    wait_until(lambda: sights(staying) > 0 and sights(leaving) > 0)
    leaving.stop()
    codes = [see_off(leaving)]
    before = sights(staying)
    goes_on = wait_until(lambda: sights(staying) >= before + 3, 3.0)
    staying.stop()
    codes.append(see_off(staying))
    return {"goes_on": goes_on, "exitcodes": codes}


def lose_the_way() -> None:
    """A step that fails."""
    note("begun")
    raise LookupError("lost the way")


def fail_in_a_step(module: ModuleType) -> dict[str, Any]:
    """Let a step raise; afterwards call stop(), which comes too late.

    Not if the process had to be killed: an Event whose waiter was killed may block who sets it.
    """
    guide = module.Stoppable(lose_the_way, return_keys, 60.0)
    guide.start()
    code = see_off(guide, SOON)
    if code != "endless":
        guide.stop()
    return {"notes": notes(), "exitcode": code}


def stop_before_start(module: ModuleType) -> dict[str, Any]:
    """Call stop() twice before start(), and once more at the end."""
    guide = module.Stoppable(show_sight, return_keys, 0.05)
    guide.stop()
    guide.stop()
    guide.start()
    code = see_off(guide, SOON)
    guide.stop()
    return {"notes": notes(), "exitcode": code}


# ------------------------------------------------------------------------- result_process


def answer_of(process: Any, *timeout: float) -> tuple[str, Any]:
    """What result() does: ("returned", value) or ("raised", exception)."""
    try:
        return "returned", process.result(*timeout)
    except NotImplementedError:
        raise
    except (Exception, SystemExit) as error:
        return "raised", error


def ask(module: ModuleType, orders: list[str], times: int = 1) -> list[list[tuple[str, Any]]]:
    """Start one process for each order, then ask each of them so many times."""
    processes = [module.ResultProcess(work, (order,)) for order in orders]
    for process in processes:
        process.start()
    return [[answer_of(process) for _ in range(times)] for process in processes]


def who_works(module: ModuleType) -> dict[str, Any]:
    """The pid that the work is done by, that of the process, and ours."""
    process = module.ResultProcess(work, ("pid-1",))
    process.start()
    pid = getattr(process, "pid", None)  # afterwards its object may be closed
    return {"answer": answer_of(process), "pid": pid, "here": os.getpid()}


def meet_at_work(parties: int) -> bool:
    """Whether so many processes are in here at the same time."""
    return witness.meet(parties, patience(SOON), label="at work")


def together(module: ModuleType, parties: int) -> list[tuple[str, Any]]:
    """As many processes as are to meet at work."""
    processes = [module.ResultProcess(meet_at_work, (parties,)) for _ in range(parties)]
    for process in processes:
        process.start()
    return [answer_of(process) for process in processes]


def three_of_them(first: Any, second: Any, third: Any) -> list[Any]:
    """All arguments, turned round."""
    return [third, second, first]


def with_arguments(module: ModuleType, arguments: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """A function of three arguments, and one of none."""
    some = module.ResultProcess(three_of_them, tuple(arguments))
    none = module.ResultProcess(dict)
    for process in (some, none):
        process.start()
    return [answer_of(some), answer_of(none)]


def big_answers(module: ModuleType, orders: list[str]) -> list[Any]:
    """Large answers, each replaced by its length and digest."""
    answers = [answers[0] for answers in ask(module, orders)]
    return [
        (how, len(what), hashlib.sha256(what).hexdigest()) if type(what) is bytes else (how, what)
        for how, what in answers
    ]


def wait_for_the_word(order: str) -> Any:
    """Carry out the order when the parent says so."""
    witness.meet(2, patience(SOON), label="the word")
    return work(order)


def ask_too_early(module: ModuleType, order: str) -> dict[str, Any]:
    """Ask with a timeout while the work goes on, twice; then let it go on, and ask again."""
    process = module.ResultProcess(wait_for_the_word, (order,))
    process.start()
    early = [answer_of(process, 0.2), answer_of(process, 0.0)]
    alive = process.is_alive()
    if alive:
        witness.meet(2, patience(SOON), label="the word")
    late = answer_of(process, patience(SOON))
    with contextlib.suppress(ValueError):  # it may be closed
        if process.is_alive():
            process.kill()
            process.join()
    return {"early": early, "alive": alive, "late": late}


def death(module: ModuleType, order: str) -> tuple[str, Any]:
    """Ask one that dies, while one that was started before it and one after it are at work."""
    before, dying, after = (
        module.ResultProcess(work, (each,)) for each in ("long-1", order, "long-2")
    )
    for process in (before, dying, after):
        process.start()
    answer = answer_of(dying)
    for process in (before, after):
        process.kill()
        process.join()
    return answer
