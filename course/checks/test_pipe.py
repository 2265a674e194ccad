"""Visible checks of topic 04_pipe: small, fixed and friendly. The exit ticket has none."""

from __future__ import annotations

from course.checking import exercise, sample

ADD_ONE = sample("course.samples.pipe:add_one")
DOUBLE = sample("course.samples.pipe:double")


@exercise("ask")
def test_three_messages(student):
    """Three messages, three answers."""
    run = student.call("ask", ["hello", 7, ["a", "list"]])
    assert run.value == ["hello", 7, ["a", "list"]]
    assert run.left_behind == []


@exercise("ask")
def test_nothing_to_ask(student):
    """Nothing to ask: an empty list, and the server ends all the same."""
    run = student.call("ask", [])
    assert run.value == []
    assert run.left_behind == []


@exercise("watch_progress")
def test_two_loaves(student):
    """Two loaves of bread, each reported four times."""
    run = student.scenario("watch", ["bread-1", "bread-2"])
    assert run.value["value"] == {
        "bread-1": ([25, 50, 75, 100], 0),
        "bread-2": ([25, 50, 75, 100], 0),
    }
    of_the_first = [what for job, what in run.value["told"] if job == "bread-1"]
    assert of_the_first == [25, 50, 75, 100, "done"]
    assert run.left_behind == []


@exercise("watch_progress")
def test_one_is_burnt(student):
    """One loaf is burnt: it has crashed with exit code 1, and the other one is done."""
    run = student.scenario("watch", ["burnt-1", "bread-2"])
    value = run.value["value"]
    assert value.get("burnt-1") == ([25, 50], 1)
    assert value.get("bread-2") == ([25, 50, 75, 100], 0)
    assert ("burnt-1", "crashed") in run.value["told"]


@exercise("pipeline")
def test_two_stages(student):
    """Add one, then double: 1, 2, 3 become 4, 6, 8."""
    run = student.call("pipeline", [1, 2, 3], [ADD_ONE, DOUBLE])
    assert run.value == [4, 6, 8]
    assert run.left_behind == []


@exercise("pipeline")
def test_large_items(student):
    """Six items of 200,000 bytes go through one stage."""
    items = [bytes([n]) * 200_000 for n in range(6)]
    run = student.call("pipeline", items, [sample("course.samples.pipe:inverted")])
    assert [set(item) for item in run.value] == [{255}, {254}, {253}, {252}, {251}, {250}]
    assert run.left_behind == []
