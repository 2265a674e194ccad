"""Visible checks of topic 06_shared_memory: small, fixed and friendly. The exit ticket has none."""

from __future__ import annotations

from course.checking import exercise, sample, unmet

NEGATIVE = sample("course.samples.shared:negative")
NO_RED = sample("course.samples.shared:no_red")


@exercise("count_up")
def test_one_door(student):
    """One process pushes 25 times, from 100 on: 125."""
    run = student.call("count_up", 1, 25, 100, deadline=6.0)
    assert run.value == 125
    assert run.left_behind == []


@exercise("count_up")
def test_two_doors(student):
    """Two processes push 30 times each, in slow motion: 60, and not one less."""
    run = student.call("count_up", 2, 30, gate=2, widen=True, deadline=8.0)
    assert run.value == 60
    assert run.met, unmet(run, "two processes at work at the same time")


@exercise("histogram")
def test_five_records(student):
    """Five records in three hours."""
    records = [(8, 100), (9, 5), (8, 20), (23, 7), (9, 5)]
    run = student.call("histogram", records, 2)
    hours = [0] * 24
    hours[8], hours[9], hours[23] = 120, 10, 7
    assert run.value == hours
    assert run.left_behind == []


@exercise("histogram")
def test_three_billion_bytes(student):
    """Three billion bytes between six and seven."""
    run = student.call("histogram", [(6, 1_500_000_000)] * 2, 2)
    assert run.value[6] == 3_000_000_000


@exercise("transfer")
def test_there_and_back(student):
    """Money moves between two accounts; what isn't there doesn't."""
    moves = [(0, 1, 30), (1, 0, 10), (0, 1, 500)]
    run = student.scenario("tellers", [100, 100], [moves], deadline=6.0)
    assert run.value["results"] == [[True, True, False]]
    assert run.value["balances"] == [80, 120]


@exercise("transfer")
def test_two_tellers(student):
    """Two tellers make twenty transfers each, in opposite directions: nothing is lost."""
    jobs = [[(0, 1, 5)] * 20, [(1, 0, 5)] * 20]
    run = student.scenario("tellers", [1000, 1000], jobs, widen=True, deadline=8.0)
    assert run.value["balances"] == [1000, 1000]


@exercise("transfer")
def test_an_audit(student):
    """An audit of 100, 20 and 3 cents counts 123."""
    run = student.scenario("audited", [100, 20, 3], deadline=6.0)
    assert run.value == 123


@exercise("row_filter")
def test_a_small_image(student):
    """An image of three pixels by two becomes its negative."""
    run = student.call("row_filter", bytes([0, 1, 2, 100, 200, 255]), 3, 2, NEGATIVE, 2)
    assert run.value == bytes([255, 254, 253, 155, 55, 0])
    assert run.left_behind == []


@exercise("row_filter")
def test_two_at_once(student):
    """Two processes filter at the same time, and five rows are shared among them."""
    image = bytes(range(20))
    run = student.call("row_filter", image, 4, 5, NEGATIVE, processes=2, gate=2)
    assert run.value == bytes(255 - pixel for pixel in image)
    assert run.met, unmet(run, "two processes at work at the same time")


@exercise("row_filter")
def test_a_filter_that_raises(student):
    """If the filter raises ValueError, so does row_filter, and nothing is left behind."""
    run = student.call("row_filter", bytes([1, 2, 13, 4]), 2, 2, NO_RED, 2, deadline=8.0)
    assert run.error is not None and run.error.is_a("ValueError"), "ValueError"
    assert run.left_behind == []
