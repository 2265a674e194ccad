"""Visible checks of topic 02_custom_process: small, fixed and friendly; none for the ticket."""

from __future__ import annotations

import hashlib

from course.checking import exercise


@exercise("ticker")
def test_three_ticks(student):
    """Three ticks come out of the queue, numbered 0, 1, 2, with the pid of the ticker."""
    run = student.scenario("tick", 3, 0.05)
    [pid] = run.value["pids"]
    assert run.value["ticks"] == [(0, pid), (1, pid), (2, pid)]
    assert run.value["exitcodes"] == [0]
    assert run.left_behind == []


@exercise("ticker")
def test_the_first_tick_comes_at_once(student):
    """The first tick comes at once, the second one much later if the interval is a minute."""
    run = student.scenario("tick", 3, 60.0, wanted=1)
    assert [i for i, _ in run.value["ticks"]] == [0]


@exercise("hash_worker")
def test_two_files(student):
    """Two small files are hashed."""
    files = {"a.txt": b"Rome", "b.txt": b""}
    run = student.scenario("hash_files", [list(files)], files=files)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert sorted(run.value["records"]) == sorted(digests.items())
    assert run.value["exitcodes"] == [0]
    assert run.left_behind == []


@exercise("hash_worker")
def test_a_file_that_is_missing(student):
    """A missing file makes the record (path, None), and the next job is done."""
    run = student.scenario("hash_files", [["nowhere.txt", "a.txt"]], files={"a.txt": b"Rome"})
    digest = hashlib.sha256(b"Rome").hexdigest()
    assert sorted(run.value["records"]) == [("a.txt", digest), ("nowhere.txt", None)]


@exercise("stoppable")
def test_called_off_after_three_steps(student):
    """Steps are made until it is stopped; then comes the cleanup, and exit code 0."""
    run = student.scenario("call_off", 0.05, 3)
    words = [word for word, _ in run.value["notes"]]
    assert words[:3] == ["sight", "sight", "sight"]
    assert words[-1] == "keys"
    assert run.value["exitcode"] == 0
    assert run.left_behind == []


@exercise("stoppable")
def test_called_off_during_a_long_pause(student):
    """A pause of a minute ends as soon as it is stopped."""
    run = student.scenario("call_off", 60.0)
    assert run.value["exitcode"] == 0, "exit code 0 within a second after stop()"
    assert [word for word, _ in run.value["notes"]] == ["sight", "keys"]
