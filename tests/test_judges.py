"""Judges on one machine: everything is done once, whoever dies; one can have the floor alone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from autograder.floor import Floor
from autograder.judges import DEATHS, Done, Task, run_all
from course.manners import Manners, may_be_load
from course.run.outcome import Outcome, Status
from course.run.runner import Call


def double(number: int, *, manners: Manners) -> int:
    with manners.beside():
        return 2 * number


def die_until(path: str, times: int, *, manners: Manners) -> int:
    """A judge that is killed; after so many deaths it works."""
    with open(path, "a", encoding="utf-8") as file:
        file.write("x")
    if os.path.getsize(path) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.path.getsize(path)


def tell_pid(path: str, number: int, *, manners: Manners) -> int:
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    return number


def stay_alone(path: str, *, manners: Manners) -> tuple[float, float]:
    with manners.alone():
        began = time.monotonic()
        Path(path).touch()
        time.sleep(0.2)
        return began, time.monotonic()


def come_in(path: str, *, manners: Manners) -> tuple[float, float]:
    while not Path(path).exists():
        time.sleep(0.01)
    with manners.beside():
        return time.monotonic(), time.monotonic()


def done(tasks: list[Task], jobs: int | None = 2) -> dict[str, Done]:
    found = list(run_all(tasks, jobs))
    assert len(found) == len(tasks)
    return {one.key: one for one in found}


@pytest.mark.parametrize("jobs", [1, None])
def test_every_task_is_done_once(jobs: int | None) -> None:
    """Whether the number of judges is given or measured."""
    found = done([Task(str(n), "double", double, (n,)) for n in range(20)], jobs)
    assert {int(key): one.result for key, one in found.items()} == {n: 2 * n for n in range(20)}


def test_a_judge_that_dies_is_replaced(tmp_path: Path) -> None:
    """Its task is tried again, others are not lost, and one that always kills comes back."""
    once, always = str(tmp_path / "once"), str(tmp_path / "always")
    found = done(
        [
            Task("once", "dies", die_until, (once, 1)),
            Task("always", "dies", die_until, (always, 1000)),
            *(Task(str(n), "double", double, (n,)) for n in range(6)),
        ]
    )
    assert found["once"].result == 2
    assert found["always"].died and found["always"].result is None
    assert os.path.getsize(always) <= DEATHS + 1
    assert [found[str(n)].result for n in range(6)] == [0, 2, 4, 6, 8, 10]


def test_a_judge_that_dies_while_nobody_looks_is_replaced(tmp_path: Path) -> None:
    """Between two results whoever takes them may be busy for long, as the gradebook's writer is."""
    noted = tmp_path / "pids"
    tasks = [Task(str(n), "pid", tell_pid, (str(noted), n)) for n in range(6)]
    found = []
    for one in run_all(tasks, 2):
        found.append(one)
        if len(found) == 1:
            time.sleep(1.0)  # all that was given out is done: a judge that dies now idles
            os.kill(int(noted.read_text().split()[0]), signal.SIGKILL)
            time.sleep(1.0)
    assert sorted(one.key for one in found) == [str(n) for n in range(6)]
    assert [one.result for one in sorted(found, key=lambda one: one.key)] == list(range(6))


def test_who_is_alone_is_alone(tmp_path: Path) -> None:
    """Whoever comes meanwhile waits at the door."""
    path = str(tmp_path / "alone")
    found = done(
        [Task("alone", "a", stay_alone, (path,)), Task("beside", "b", come_in, (path,))], jobs=2
    )
    assert found["beside"].result[0] >= found["alone"].result[1]


def test_many_are_beside_one_another(tmp_path: Path) -> None:
    """Two hold the floor at one time."""
    floor = Floor(tmp_path)
    with floor.beside(), floor.beside():
        pass


@pytest.mark.parametrize(
    ("in_line", "computed", "expected"),
    [(5.0, 1.0, True), (0.2, 0.1, False), (5.0, 8.0, False), (None, 0.0, True)],
)
def test_only_who_stood_in_line_is_called_again(
    in_line: float | None, computed: float, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hang that slept, or that computed all the time, is none of the machine's making."""
    monkeypatch.setattr(os, "getloadavg", lambda: (99.0, 99.0, 99.0))
    outcome = Outcome("f", "fork", Status.HUNG, computed=computed, stood_in_line=in_line)
    assert may_be_load(Call("m", "f"), outcome) is expected


@pytest.mark.parametrize("timed_out", [True, False])
def test_a_missed_meeting_is_tried_again_only_if_somebody_might_have_come(
    timed_out: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be alone on the machine costs all other judges their time."""
    monkeypatch.setattr(os, "getloadavg", lambda: (99.0, 99.0, 99.0))
    outcome = Outcome("f", "fork", Status.RETURNED, gate_timed_out=timed_out)
    assert may_be_load(Call("m", "f", gate=2), outcome) is timed_out
