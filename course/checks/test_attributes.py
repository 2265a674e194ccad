"""Visible checks of topic 01_process_attributes: what a student may ask as often as wanted."""

from __future__ import annotations

from course.checking import Student, exercise, sample, tell, unmet

ERRAND = sample("course.samples.attributes:errand")
WRITE_NOTE = sample("course.samples.attributes:write_note")

KEYS = ["alive", "daemon", "exitcode", "name", "pid"]


def said_of(student: Student, state: str) -> tuple[dict[str, object], dict[str, int]]:
    """What describe said of a process that is in this state, and the facts."""
    facts = student.scenario("look", state, "courier", False, "done-1", deadline=6.0).value
    said = facts["said"]
    assert isinstance(said, dict), tell(f"`describe` returned {said!r}", "a dict")
    return said, facts


@exercise("describe")
def test_five_things_are_told(student: Student) -> None:
    """The answer is a dict with five keys: name, pid, alive, daemon and exitcode."""
    said, _ = said_of(student, "running")
    assert sorted(said) == KEYS


@exercise("describe")
def test_a_running_process_has_a_pid_and_no_exitcode(student: Student) -> None:
    """A running process has the pid that the system gave it, and no exit code yet."""
    said, facts = said_of(student, "running")
    whose = ", which is the parent's" if said["pid"] == facts["here"] else ""
    assert said["pid"] == facts["pid"], tell(
        f"the pid {said['pid']}{whose}", f"{facts['pid']}, the pid of the process itself"
    )
    assert said["exitcode"] is None
    assert said["name"] == "courier"


@exercise("describe")
def test_a_new_process_can_be_described(student: Student) -> None:
    """A process that has not been started can be described, too."""
    said, _ = said_of(student, "new")
    assert said["pid"] is None


@exercise("run_all")
def test_two_errands(student: Student) -> None:
    """Two errands that end well are two exit codes 0."""
    assert student.call("run_all", ERRAND, [("done-1",), ("done-2",)]).value == [0, 0]


@exercise("run_all")
def test_the_number_comes_back(student: Student) -> None:
    """sys.exit(3) in a child is the exit code 3."""
    run = student.call("run_all", ERRAND, [("note-3",), ("done-1",)])
    assert run.value == [3, 0]
    assert run.left_behind == []


@exercise("run_all")
def test_two_at_the_same_time(student: Student) -> None:
    """Two processes are at work at the same time."""
    run = student.call("run_all", ERRAND, [("done-1",), ("done-2",)], gate=2)
    assert run.value == [0, 0]
    together = "both processes at work at the same time: start both, then wait for both"
    assert run.met, unmet(run, together)


@exercise("run_with_timeout")
def test_in_time(student: Student) -> None:
    """An errand that ends well within its time is 'ok'."""
    assert student.call("run_with_timeout", ERRAND, ("done-1",), 20.0).value == "ok"


@exercise("run_with_timeout")
def test_an_exception_is_an_error(student: Student) -> None:
    """An exception in the child is 'error'."""
    assert student.call("run_with_timeout", ERRAND, ("lost-1",), 20.0).value == "error"


@exercise("run_with_timeout")
def test_too_long(student: Student) -> None:
    """An errand that takes half a minute is 'timeout' after half a second."""
    assert student.call("run_with_timeout", ERRAND, ("trip-1",), 0.5).value == "timeout"


@exercise("parallel_copy")
def test_a_small_file_in_two_parts(student: Student) -> None:
    """A file of ten bytes is copied in two parts."""
    files = {"src.bin": b"0123456789"}
    run = student.call("parallel_copy", "src.bin", "dst.bin", 2, files=files, collect=["dst.bin"])
    assert run.value == 10
    assert run.files["dst.bin"] == b"0123456789"


@exercise("parallel_copy")
def test_one_range_after_the_other(student: Student) -> None:
    """copy_range puts each half of a file where it belongs."""
    files = {"src.bin": b"0123456789"}
    run = student.scenario(
        "copy_first_then_second_half", 10, files=files, collect=["src.bin", "dst.bin"]
    )
    assert run.value is None
    assert run.files["dst.bin"] == b"0123456789"


@exercise("parallel_copy")
def test_a_missing_source(student: Student) -> None:
    """A source that is not there is a FileNotFoundError where parallel_copy was called."""
    run = student.call("parallel_copy", "nowhere.bin", "dst.bin", 2)
    assert run.error is not None and run.error.is_a("FileNotFoundError")
