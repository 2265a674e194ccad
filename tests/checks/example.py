"""Checks of an exercise that only the tests of the engine use."""

from course.checking import diagnose, exercise


@exercise("pool", points=2)
def test_squares(student, rng):
    """Numbers are squared."""
    n = rng.randrange(3, 6)
    run = student.call("squares", n, processes=2)
    assert run.value == [i * i for i in range(n)]


@exercise("pool", points=1)
def test_at_the_same_time(student):
    """Two workers work at the same time."""
    run = student.call("squares", 4, processes=2, gate=2)
    assert run.met, diagnose("example-is-serial", observed="one worker at a time")


@exercise("pool", points=1)
def test_nothing_stays(student):
    """Nothing is left running."""
    assert student.call("squares", 2, processes=2).left_behind == []


@exercise("shape", points=1)
def test_takes_a_pair(student):
    """A pair comes back."""
    first, second = student.call("pair").value
    assert (first, second) == (1, 2)


@exercise("ours", points=1)
def test_has_a_fault(student):
    """The check itself is broken."""
    student.call("pair")
    raise RuntimeError("our own fault")


@exercise("unknown_name", points=1)
def test_names_nothing(student):
    """The check names a misconception that does not exist."""
    assert student.call("pair").value == 1, diagnose("no-such-misconception")
