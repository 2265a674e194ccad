"""`--cluster`: a real Dask scheduler and real workers on loopback, one of them killed at work."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from class_course import EXERCISE, SLUG, hand_in, made_course, notebook, solution

from autograder.classroom import CannotGrade, Progress, grade
from autograder.nbgrader_course import ROOT
from tools.local_cluster import scheduler, worker

distributed = pytest.importorskip("distributed")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with two workers, and these two."""
    with ExitStack() as stack:
        address = scheduler(stack, tmp_path / "scheduler")
        yield address, [worker(stack, tmp_path / f"worker-{n}", address) for n in range(2)]


def test_a_worker_that_dies_costs_nothing_but_time(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    """Everything is judged and written, the same marks as here, nothing judged in this process."""
    address, workers = cluster
    course = made_course(tmp_path / "course")
    for number in range(4):
        program = f"{solution('accepted')}\n# {number}\n"
        hand_in(course, f"right-{number}", notebook({EXERCISE: program}))
    hand_in(course, "wrong", notebook({EXERCISE: solution("wrong_answer")}))
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)

    def kill_one_at_work(progress: Progress) -> None:
        if progress.judged == 1 and workers[0].poll() is None:
            workers[0].send_signal(signal.SIGKILL)

    report = grade(course.folder, cluster=address, tell=kill_one_at_work)
    assert workers[0].wait(10) == -signal.SIGKILL
    assert (report.judged, report.written, report.failures) == (5, 5, ())
    points = {one.student: one.exercises[EXERCISE]["points"] for one in report.graded}
    assert [points[f"right-{number}"] for number in range(4)] == [2] * 4
    assert points["wrong"] < 2
    mine = [" ".join(process.cmdline()) for process in psutil.Process().children(recursive=True)]
    assert not [command for command in mine if "driver.py" in command and "dask" not in command]


def test_no_cluster_is_told(tmp_path: Path) -> None:
    """A scheduler that does not answer is an error with its address."""
    (tmp_path / "submitted" / "ann" / SLUG).mkdir(parents=True)
    (tmp_path / "submitted" / "ann" / SLUG / f"{SLUG}.ipynb").write_bytes(
        notebook({EXERCISE: solution("accepted")})
    )
    with pytest.raises(CannotGrade, match=r"no Dask cluster with a worker at tcp://127\.0\.0\.1:9"):
        grade(tmp_path, cluster="tcp://127.0.0.1:9")


def test_a_worker_with_another_engine_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    """Its verdicts would stand under the name of ours."""
    other = tmp_path / "other"
    for package in ("autograder", "course"):
        shutil.copytree(ROOT / package, other / package)
    with (other / "course" / "run" / "wire.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    course = made_course(tmp_path / "course")
    hand_in(course, "ann", notebook({EXERCISE: solution("accepted")}))
    with ExitStack() as stack:
        address = scheduler(stack, tmp_path / "scheduler")
        worker(stack, tmp_path / "worker", address, root=other)
        with pytest.raises(CannotGrade, match="another version of the course or of Python"):
            grade(course.folder, cluster=address)
    assert not list((course.folder / ".autograder").rglob("verdicts/*/*.json"))
