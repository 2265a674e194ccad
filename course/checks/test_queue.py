"""Visible checks of topic 05_queue: small, fixed and friendly. The exit ticket has none."""

from __future__ import annotations

from course.checking import exercise, sample

SELL = sample("course.samples.queue:sell")
BAKE = sample("course.samples.queue:bake")
WEIGH = sample("course.samples.queue:weigh")
ADD = sample("course.samples.queue:add")
FAIL = sample("course.samples.queue:fail")


@exercise("produce_consume")
def test_five_loaves(student):
    """Five loaves, two consumers: five receipts, in any order, and nobody is left."""
    run = student.call("produce_consume", SELL, ["rye", "oat", "bun", "roll", "rye"], 2)
    assert sorted(run.value) == [
        "sold 'bun'",
        "sold 'oat'",
        "sold 'roll'",
        "sold 'rye'",
        "sold 'rye'",
    ]
    assert run.left_behind == []


@exercise("produce_consume")
def test_zero_is_an_item(student):
    """0 and an empty text are items like any other."""
    run = student.call("produce_consume", SELL, [0, "", 7], 2, deadline=5.0)
    assert sorted(run.value) == ["sold ''", "sold 0", "sold 7"]


@exercise("drain_then_join")
def test_three_batches(student):
    """Three small batches: each name has its own."""
    run = student.call("drain_then_join", BAKE, ["late-1", "rye-2", "oat-3"], 1000)
    assert sorted(run.value) == ["late-1", "oat-3", "rye-2"]
    assert {name: len(batch) for name, batch in run.value.items()} == dict.fromkeys(run.value, 1000)
    assert len(set(run.value.values())) == 3
    assert run.left_behind == []


@exercise("drain_then_join")
def test_a_large_batch(student):
    """A batch of 200 000 bytes: more than a pipe holds."""
    run = student.call("drain_then_join", BAKE, ["rye-1"], 200_000, deadline=5.0)
    assert len(run.value["rye-1"]) == 200_000


@exercise("bounded_pipeline")
def test_ten_loaves(student):
    """Ten loaves through a queue that holds two: all weighed, in order, none dropped."""
    run = student.call("bounded_pipeline", WEIGH, [*range(10)], maxsize=2)
    assert run.value == {"used": [(n, 500 + n) for n in range(10)], "dropped": []}
    assert run.left_behind == []


@exercise("bounded_pipeline")
def test_no_patience_at_all(student):
    """Without any patience each loaf is either weighed or dropped."""
    run = student.call("bounded_pipeline", WEIGH, [*range(50)], maxsize=1, patience=0)
    weighed = [loaf for loaf, _ in run.value["used"]]
    assert sorted(weighed + run.value["dropped"]) == [*range(50)]
    assert run.value["dropped"] != [], "some of fifty loaves dropped, since nobody waits for room"


@exercise("job_server")
def test_three_jobs(student):
    """Three jobs: numbers 0, 1, 2, and what came of each."""
    run = student.scenario("workday", [(ADD, 1, 2), (ADD, 3, 4), (ADD, 5, 6)], 2)
    numbers, outcomes = run.value
    assert numbers == [0, 1, 2]
    assert outcomes == {0: ("ok", 3), 1: ("ok", 7), 2: ("ok", 11)}
    assert run.left_behind == []


@exercise("job_server")
def test_a_job_that_fails(student):
    """A job that raises has failed, and the next one is done all the same."""
    jobs = [(FAIL, "ValueError", "too hot"), (ADD, 1, 1)]
    run = student.scenario("workday", jobs, 1, deadline=5.0)
    _, outcomes = run.value
    assert outcomes == {0: ("failed", "ValueError: too hot"), 1: ("ok", 2)}
