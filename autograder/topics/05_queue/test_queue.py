"""Hidden checks of topic 05_queue. DESIGN.md says which mistake is caught by which of them."""

from __future__ import annotations

import hashlib
import re
from random import Random
from typing import Any

from course.checking import Student, diagnose, exercise, sample
from course.run.outcome import Outcome, Status
from course.run.wire import Error, Opaque
from course.samples.queue import bake

SELL = sample("course.samples.queue:sell")
SELL_IN_SIGHT = sample("scenarios:sell_in_sight")
BAKE = sample("course.samples.queue:bake")
BAKE_IN_SIGHT = sample("scenarios:bake_in_sight")
BAKE_TOGETHER = sample("scenarios:bake_together")
WEIGH = sample("course.samples.queue:weigh")
WEIGH_IN_SIGHT = sample("scenarios:weigh_in_sight")
ADD = sample("course.samples.queue:add")
ADD_IN_SIGHT = sample("scenarios:add_in_sight")
FAIL = sample("course.samples.queue:fail")
DIARY = sample("course.samples.queue:diary")
BREADS = ["rye", "oat", "wheat", "spelt", "corn", "rice", "bun", "roll", "pretzel", "馒头"]

# ------------------------------------------------------------------------- what runs tell


def by_itself(run: Outcome) -> Error | None:
    """The exception that the call ended with, or None if it returned.

    A call that hung, or whose process is gone, fails the check with that verdict.
    """
    if run.status is not Status.RAISED:
        assert run.value is run.returned
    return run.error


def events(run: Outcome, kind: str) -> list[Any]:
    return [event for event in run.events if event["k"] == kind]


def pattern(run: Outcome) -> str:
    return run.blocked.pattern if run.blocked is not None else ""


NOTHING_COMES = ("missing-sentinel", "get-from-empty", "both-receive-first")
"""Patterns of a hang in which somebody waits for an item that nobody puts."""


def some_came_back(value: Any) -> Any:
    """Assert that there is a value, and none that still has to be asked for it; return it."""
    assert value is not None, diagnose("printed-not-returned")
    assert not isinstance(value, Opaque), diagnose("handle-not-result")
    return value


def check_done_by_others(run: Outcome, label: str) -> None:
    """Assert that children called func, by the kernel's word, and not the parent alone."""
    assert run.workers_at(label), diagnose(
        "parent-does-the-work",
        observed="nobody but the parent did this work",
        expected="the work is done by other processes",
    )


def check_none_left(run: Outcome) -> None:
    """Assert that no process is left, and say what it looks like if one is."""
    kinds = {leftover.kind for leftover in run.left_behind}
    why = {"zombie": "never-joined", "exit": "unread-items-hold-the-exit"}
    name = next((why[kind] for kind in why if kinds == {kind}), "consumers-left-waiting")
    assert run.left_behind == [], diagnose(name)


def exit_codes(run: Outcome) -> list[int]:
    """The exit codes of the children, as far as somebody has asked for them."""
    return [event["code"] for event in events(run, "reap") if event["code"] is not None]


def check_all_ended_well(run: Outcome) -> None:
    """Assert that no child was killed or failed."""
    codes = exit_codes(run)
    killed = [code for code in codes if code < 0]
    assert not killed, diagnose("killed-not-told", observed=f"exit codes {codes}")
    assert set(codes) <= {0}, f"children failed: exit codes {codes}"


# ------------------------------------------------------------------------ produce_consume


def explain_hang(run: Outcome, student: Student, items: int, consumers: int) -> None:
    """Name the likely reason of a call of produce_consume that does not end."""
    if run.status is not Status.HUNG:
        return
    if re.search(r"queue\.(Simple)?Queue\(|from queue import .*Queue", without_mp(student.source)):
        diagnose("thread-queue-between-processes")
        return
    if run.blocked is None:
        return
    getting = [wait for wait in run.blocked.waits if wait.doing.startswith("get")]
    waits = [wait.obj for wait in getting]
    puts = [event for event in events(run, "put") if event["ph"] == "E"]
    more = max([sum(put["obj"] == obj for put in puts) - items for obj in waits], default=0)
    closed = any(event["obj"] in waits for event in events(run, "qclose"))
    if pattern(run) == "join-before-drain":
        diagnose("join-before-drain")
    elif getting and all(wait.name == "The parent" for wait in getting):
        diagnose("sentinel-before-the-items")
    elif re.search(r"\.empty\(\)|qsize\(\)", student.source):
        diagnose("empty-is-no-promise")
    elif more <= 0:
        diagnose("close-is-no-message" if closed else "nobody-says-the-end")
    elif more < consumers:
        diagnose("one-sentinel-for-all")
    else:
        diagnose("sentinel-is-not-itself")


def without_mp(source: str) -> str:
    return re.sub(r"(multiprocessing|mp)\.queues?\b", "", source)


def why_fewer(student: Student, default: str) -> str:
    """The likely reason why a consumer, or the parent, stopped too early."""
    if re.search(r"\.empty\(\)|qsize\(\)", student.source):
        return "empty-is-no-promise"
    if re.search(r"get_nowait|timeout *=|get\((True|False)", student.source):
        return "timeout-is-no-end"
    return default


def check_sold(run: Outcome, student: Student, items: list[Any], default: str) -> None:
    """Assert that each item was done exactly once."""
    some_came_back(run.value)
    found, expected = sorted(map(str, run.value)), sorted(f"sold {item!r}" for item in items)
    why = why_fewer(student, default)
    queues = [event for event in events(run, "obj") if event["id"].startswith("queue")]
    if not found and len(queues) == 1:
        why = "global-is-per-process"
    expects = f"{len(items)} results"
    assert len(found) >= len(expected), diagnose(why, observed=f"{run.value}", expected=expects)
    odd = [result for result in found if result in map(str, items) or 'sold "' in result]
    assert not (odd and len(queues) == 1), diagnose("one-queue-both-ways", observed=f"{odd}")
    assert found == expected


@exercise("produce_consume", points=0.5)
def test_every_item_is_done_once(student, rng):
    """Each item is done once, by whomever, and nobody is left waiting."""
    items = rng.sample(BREADS, 8)
    run = student.call("produce_consume", SELL_IN_SIGHT, items, consumers=3, deadline=6.0)
    explain_hang(run, student, 8, 3)
    check_sold(run, student, items, "sentinel-before-the-items")
    check_done_by_others(run, "selling")
    check_none_left(run)
    large = [bread * 20_000 for bread in rng.sample(BREADS, 3)]
    run = student.call("produce_consume", SELL, large, consumers=2, deadline=6.0)
    explain_hang(run, student, 3, 2)
    check_sold(run, student, large, "join-before-drain")


@exercise("produce_consume", points=0.5)
def test_odd_items_and_few_of_them(student, rng):
    """0, False and empty texts are items; there may be fewer items than consumers, or none."""
    items = [rng.choice(BREADS), 0, "", False, rng.choice(BREADS), [], 0.0]
    run = student.call("produce_consume", SELL, items, 2, deadline=6.0)
    explain_hang(run, student, len(items), 2)
    asks_for_truth = re.search(r"while +\(?\w+ *:= *[\w.]+\(\)\)?:|if not \w+:", student.source)
    if run.status is Status.HUNG and asks_for_truth:
        diagnose("falsy-item-ends-it")
    if asks_for_truth and len(some_came_back(run.value)) < len(items):
        assert not asks_for_truth, diagnose("falsy-item-ends-it", observed=f"{run.value}")
    check_sold(run, student, items, "falsy-item-ends-it")
    for few in ([rng.choice(BREADS)], []):
        run = student.call("produce_consume", SELL, few, 4, deadline=6.0)
        explain_hang(run, student, len(few), 4)
        check_sold(run, student, few, "sentinel-before-the-items")
        check_none_left(run)


@exercise("produce_consume", points=0.5)
def test_whoever_is_free_takes_the_next(student, rng):
    """While one consumer is busy with a long item, another does all the rest."""
    items = ["first", *rng.sample(BREADS, 6), "last"]
    together = sample("scenarios:sell_in_company")
    run = student.call("produce_consume", together, items, 2, gate=2)
    explain_hang(run, student, len(items), 2)
    some_came_back(run.value)
    pid_of = dict(run.value)
    assert sorted(pid_of) == sorted(items)
    assert run.met, diagnose(
        "start-then-join-each" if len(run.worker_pids) > 1 else "parent-does-the-work"
    )
    by = [pid_of[item] for item in items]
    others = f"one consumer has done {by.count(by[0])} items while it was busy with the first"
    shared = len(set(by[1:])) == 1 and by[0] != by[1]
    assert shared, diagnose("split-beforehand", observed=others)


@exercise("produce_consume", points=0.5)
def test_a_slow_courier_is_no_end(student, rng):
    """Nobody ends too early when items and results take their time on the way."""
    items = rng.sample(BREADS, 5)
    run = student.scenario("with_slow_couriers", items, 2)
    explain_hang(run, student, 5, 2)
    if run.status is Status.RAISED and run.error is not None and run.error.is_a("Empty"):
        diagnose("timeout-is-no-end")
    check_sold(run, student, items, "empty-is-no-promise")
    check_done_by_others(run, "selling")
    check_all_ended_well(run)
    check_none_left(run)


# ------------------------------------------------------------------------ drain_then_join


def numbered(rng: Random, kind: str, count: int) -> list[str]:
    return [f"{kind}-{number}" for number in rng.sample(range(100, 1000), count)]


def explain_lost(run: Outcome, student: Student) -> None:
    """Name the likely reason of a call of drain_then_join that does not end."""
    if run.status is not Status.HUNG:
        return
    if re.search(r"os\._exit|cancel_join_thread|\.terminate\(|\.kill\(", student.source):
        diagnose("hard-exit-loses-items")


def check_batches(value: Any, names: list[str], size: int, student: Student) -> None:
    """Assert that each name has the batch that was made for it."""
    some_came_back(value)
    assert isinstance(value, dict), "a dict with one entry a name"
    made = {name: bake(name, size) for name in names}
    expected = {name: (size, hashlib.sha256(made[name]).hexdigest()) for name in names}
    missing = [name for name in names if name not in value]
    assert not missing, diagnose(
        why_fewer(student, "hard-exit-loses-items"), observed=f"nothing from {missing}"
    )
    got = {name: tuple(batch) if batch is not None else None for name, batch in value.items()}
    mixed = got != expected and sorted(map(str, got.values())) == sorted(
        map(str, expected.values())
    )
    assert not mixed, diagnose("answers-without-names")
    assert got == expected


@exercise("drain_then_join", points=1)
def test_small_batches(student, rng):
    """Small batches: each name has its own, whoever was ready first."""
    names = [*numbered(rng, "late", 1), *numbered(rng, "rye", 3)]
    size = rng.randrange(500, 1500)
    run = student.scenario("digests", BAKE, names, size, deadline=6.0)
    explain_lost(run, student)
    check_batches(run.value, names, size, student)
    check_none_left(run)
    assert student.scenario("digests", BAKE, [], 1000, deadline=6.0).value == {}


@exercise("drain_then_join", points=1)
def test_batches_larger_than_a_pipe(student, rng):
    """Batches of any size, from what just fits into a pipe to eight megabytes."""
    for size, count in ((60_000, 2), (70_000, 2), (1 << 20, 2), (8 << 20, 2)):
        names = numbered(rng, "rye", count)
        run = student.scenario("digests", BAKE_IN_SIGHT, names, size)
        explain_lost(run, student)
        in_vain = [event for event in events(run, "join") if event.get("ok") is False]
        assert not in_vain, diagnose("join-with-timeout-hides-it")
        check_batches(run.value, names, size, student)
        check_done_by_others(run, "baking")
        check_all_ended_well(run)
        check_none_left(run)


def why_serial(run: Outcome) -> str:
    """The likely reason why the processes never met at the gate."""
    return "start-then-join-each" if run.worker_pids - {run.pid} else "parent-does-the-work"


@exercise("drain_then_join", points=0.5)
def test_batches_are_made_at_the_same_time(student, rng):
    """All batches are made at the same time, each in a process of its own."""
    names = numbered(rng, "rye", 3)
    run = student.scenario("digests", BAKE_TOGETHER, names, 3000, gate=3)
    check_batches(run.value, names, 3000, student)
    assert run.met, diagnose(why_serial(run))
    assert run.most_at("baking") >= 3, diagnose("parent-does-the-work")


@exercise("drain_then_join", points=0.5)
def test_a_burnt_batch_is_none(student, rng):
    """A batch that can't be made is None, and the others come all the same."""
    good, bad = numbered(rng, "rye", 2), [*numbered(rng, "burnt", 1), *numbered(rng, "dropped", 1)]
    names = [good[0], *bad, good[1]]
    run = student.scenario("digests", BAKE, names, 2000, deadline=5.0)
    if run.status is Status.HUNG:
        diagnose("exception-sends-nothing")
    error = by_itself(run)
    assert error is None, diagnose("exception-sends-nothing", observed=f"{error}")
    some_came_back(run.value)
    missing = [name for name in bad if name not in run.value]
    assert not missing, diagnose("exception-sends-nothing", observed=f"{list(run.value)}")
    assert [run.value[name] for name in bad] == [None, None]
    check_batches({name: run.value.get(name) for name in good}, good, 2000, student)
    check_none_left(run)


# ----------------------------------------------------------------------- bounded_pipeline


def check_both(value: Any) -> tuple[list[Any], list[Any]]:
    """Assert that there are the two lists, and return them."""
    some_came_back(value)
    assert isinstance(value, dict) and sorted(value) == ["dropped", "used"], "two lists in a dict"
    return value["used"], value["dropped"]


def explain_stuck(run: Outcome, student: Student) -> None:
    """Name the likely reason of a call of bounded_pipeline that does not end."""
    if run.status is Status.RAISED and run.error is not None and run.error.is_a("Full"):
        diagnose("end-marker-dropped" if "except" in student.source else "full-not-handled")
    if run.status is not Status.HUNG:
        return
    waits = run.blocked.waits if run.blocked is not None else ()
    full = [wait for wait in waits if wait.doing.startswith("put")]
    last = {event["obj"]: event for event in events(run, "put") if event["ph"] == "E"}
    if len(full) > 1:
        diagnose("both-queues-bounded")
    elif pattern(run) in NOTHING_COMES:
        in_vain = [last[wait.obj].get("ok") is False for wait in waits if wait.obj in last]
        diagnose("end-marker-dropped" if any(in_vain) else "nobody-says-the-end")
    elif full:
        diagnose("both-queues-bounded")


@exercise("bounded_pipeline", points=1)
def test_all_items_through_a_narrow_queue(student, rng):
    """All items come through a narrow queue, in order, however large the results are."""
    maxsize, count = rng.randrange(1, 4), rng.randrange(12, 16)
    start = rng.randrange(1000)
    items = [*range(start, start + count)]
    run = student.call("bounded_pipeline", WEIGH_IN_SIGHT, [0, *items], maxsize, deadline=6.0)
    explain_stuck(run, student)
    used, dropped = check_both(run.value)
    expected = [(item, 500 + item) for item in [0, *items]]
    assert used[:1] == expected[:1], diagnose("falsy-item-ends-it")
    assert used == expected
    assert dropped == []
    check_done_by_others(run, "weighing")
    check_none_left(run)
    heavy = sample("scenarios:heavy")
    run = student.call("bounded_pipeline", heavy, items, maxsize, deadline=6.0)
    explain_stuck(run, student)
    used, dropped = check_both(run.value)
    assert [(item, len(what)) for item, what in used] == [(item, 40_000) for item in items]
    check_none_left(run)
    run = student.call("bounded_pipeline", WEIGH, [], maxsize, deadline=6.0)
    assert check_both(run.value) == ([], [])


@exercise("bounded_pipeline", points=1)
def test_the_queue_holds_you_back(student, rng):
    """You get ahead of the consumer by what the queue holds and what you have in hand, exactly."""
    maxsize = rng.randrange(2, 5)
    run = student.scenario("lead", maxsize + 5, maxsize, deadline=20.0)
    explain_stuck(run, student)
    used, _ = check_both(run.value)
    assert [item for item, _, _ in used] == [*range(maxsize + 5)]
    _, reaches, passes = used[0]
    expected = f"item {maxsize + 1} is the last one that is taken while item 0 is in use"
    all_at_once = re.search(r"(list|tuple|sorted|len)\(items\)|\[.* in items\]", student.source)
    assert reaches or not all_at_once, diagnose("no-back-pressure", expected=expected)
    assert reaches, diagnose("room-is-left-empty", expected=expected)
    assert not passes, diagnose("no-back-pressure", expected=expected)


@exercise("bounded_pipeline", points=1)
def test_an_item_without_room_is_dropped(student, rng):
    """An item is dropped if there is no room for it in time, and the next one has its chance."""
    for patience in (0.2, 0):
        maxsize = rng.randrange(1, 4)
        run = student.scenario("one_too_many", maxsize, patience, deadline=20.0)
        explain_stuck(run, student)
        used, dropped = check_both(run.value)
        waited = "zero-is-not-none" if patience == 0 else "patience-ignored"
        assert dropped, diagnose(waited, observed="no item was dropped")
        assert dropped == [maxsize + 1]
        assert used == [*range(maxsize + 1), maxsize + 2]
        check_none_left(run)


@exercise("bounded_pipeline", points=1)
def test_patience_is_used(student, rng):
    """An item for which there is room in time is not dropped, and the end marker never is."""
    maxsize = rng.randrange(1, 4)
    run = student.scenario("no_room_for_a_while", maxsize, 20.0, 2)
    explain_stuck(run, student)
    used, dropped = check_both(run.value)
    asks = re.search(r"\.full\(\)", student.source)
    why = "full-is-no-promise" if asks else "timeout-needs-block"
    assert dropped == [], diagnose(why, observed=f"dropped {dropped} at once")
    assert used == [*range(maxsize + 3)]
    run = student.scenario("no_room_for_a_while", maxsize, 0.1, 0)
    if run.status is not Status.RETURNED:
        diagnose("end-marker-dropped")
    used, dropped = check_both(run.value)
    assert (used, dropped) == ([*range(maxsize + 1)], [])
    check_none_left(run)


# ----------------------------------------------------------------------------- job_server


def explain_server(run: Outcome) -> None:
    """Name the likely reason of a server that waits for ever, where the pattern doesn't."""
    if run.status is Status.HUNG and pattern(run) in NOTHING_COMES:
        joins = run.blocked is not None and any(
            w.doing.startswith("join") for w in run.blocked.waits
        )
        diagnose("nobody-says-the-end" if joins else "outcome-never-sent")


def check_outcomes(value: Any, expected: dict[int, Any]) -> None:
    """Assert that these are the outcomes of these jobs."""
    some_came_back(value)
    assert isinstance(value, dict), "a dict: number of the job → its outcome"
    more = set(value) - set(expected)
    assert not more or not set(expected) < set(value), diagnose("old-outcomes-again")
    lost = sorted(set(expected) - set(value))
    assert not lost, diagnose(
        "empty-is-no-promise",
        observed=f"no outcome of the jobs {lost}",
    )
    assert value == expected


@exercise("job_server", points=1)
def test_jobs_are_done_and_numbered(student, rng):
    """Jobs are numbered from 0, and wait_all tells what came of each since it was last asked."""
    pairs = [(rng.randrange(1000), rng.randrange(1000)) for _ in range(9)]
    jobs = [(ADD_IN_SIGHT, left, right) for left, right in pairs]
    run = student.scenario("day", [jobs[:6], jobs[6:], []], 2, deadline=6.0)
    explain_server(run)
    some_came_back(run.value)
    (first, early), (second, late), (none, nothing) = run.value
    assert [*first, *second] == [*range(9)]
    done = {number: ("ok", left + right) for number, (left, right) in enumerate(pairs)}
    check_outcomes(early, {number: done[number] for number in range(6)})
    check_outcomes(late, {number: done[number] for number in range(6, 9)})
    assert (none, nothing) == ([], {}), diagnose("old-outcomes-again")
    check_done_by_others(run, "adding")
    check_none_left(run)


@exercise("job_server", points=1)
def test_jobs_that_fail(student, rng):
    """A job that fails is done, too: its worker goes on, and nobody waits for it for ever."""
    bread = rng.choice(BREADS)
    fails = [(FAIL, kind, bread) for kind in ("ValueError", "KeyError", "ValueError")]
    run = student.scenario("day", [[*fails, (ADD, 1, 2)], [(ADD, 3, 4)]], 2, deadline=6.0)
    explain_server(run)
    texts = [f"ValueError: {bread}", f"KeyError: {bread!r}", f"ValueError: {bread}"]
    (_, early), (_, late) = run.value
    check_failures(early, texts, 3)
    check_outcomes(late, {4: ("ok", 7)})
    check_ended_by_themselves(run)
    check_none_left(run)
    leaving = [(FAIL, "SystemExit", bread)] * 2
    run = student.scenario("day", [[*leaving, (ADD, 1, 2)]], 2, deadline=5.0)
    if run.status is Status.HUNG:
        diagnose("sys-exit-ends-the-worker")
    ((_, early),) = run.value
    assert 0 in early, diagnose("sys-exit-ends-the-worker")
    check_failures(early, [f"SystemExit: {bread}"] * 2, 2)
    check_ended_by_themselves(run)


def check_failures(outcomes: Any, texts: list[str], last: int) -> None:
    """Assert that the first jobs failed with these texts, and that the last one gave 3."""
    expected: dict[int, Any] = {number: ("failed", text) for number, text in enumerate(texts)}
    check_outcomes(outcomes, expected | {last: ("ok", 3)})


def check_ended_by_themselves(run: Outcome) -> None:
    codes = exit_codes(run)
    text = " ".join(f"{event.get('err')} {event.get('text')}" for event in events(run, "ran"))
    often = "task_done" in text or "semaphore or lock released too many" in text
    assert not often, diagnose("task-done-too-often")
    assert min(codes, default=0) >= 0, diagnose("killed-not-told", observed=f"exit codes {codes}")
    assert set(codes) <= {0}, f"all workers end by themselves, with exit code 0, not {codes}"


@exercise("job_server", points=1)
def test_all_workers_work_and_submit_does_not_wait(student, rng):
    """submit returns before the job is done, and all workers work at the same time."""
    workers = rng.randrange(2, 4)
    run = student.scenario("together", workers, deadline=20.0)
    explain_server(run)
    met, outcomes = run.value
    assert met, diagnose("submit-waits")
    expected = dict.fromkeys(range(1, workers + 1), ("ok", True))
    alone = outcomes == {0: ("ok", True)} | dict.fromkeys(expected, ("ok", False))
    assert not alone, diagnose("one-does-it-all")
    check_outcomes(outcomes, {0: ("ok", True)} | expected)


@exercise("job_server", points=1)
def test_what_cannot_be_sent(student, rng):
    """A job that can't be pickled is refused by submit; a result that can't be is a failure."""
    run = student.scenario("what_cannot_travel", deadline=5.0)
    if run.status is Status.HUNG:
        diagnose("pickled-after-put")
    refused, odd, last, outcomes = run.value
    assert isinstance(refused, Error), diagnose("pickled-after-put", observed=f"{refused}")
    assert odd < last
    assert odd in outcomes, diagnose("pickled-after-put", observed=f"no outcome of job {odd}")
    how = {number: outcome[0] for number, outcome in outcomes.items()}
    assert how == {0: "ok", odd: "failed", last: "ok"}
    assert outcomes[last] == ("ok", "sold 'oat'")
    check_none_left(run)


@exercise("job_server", points=1)
def test_large_results_and_a_slow_courier(student, rng):
    """wait_all waits until all outcomes have arrived, and close until all jobs are done."""
    for sizes in ([10, 20, 30], [10, 2_000_000, 100_000]):
        run = student.scenario("late_results", sizes, 2)
        explain_server(run)
        early, late = run.value
        check_outcomes(early, {number: ("ok", size) for number, size in enumerate(sizes)})
        check_outcomes(late, {number + 3: ("ok", size) for number, size in enumerate(sizes)})
    names = [f"{bread}.txt" for bread in rng.sample(BREADS[:9], 5)]
    run = student.scenario("close_at_once", names, 1_000_000)
    explain_server(run)
    error = by_itself(run)
    assert error is None, diagnose("closed-only-once", observed=f"{error}")
    done, refused = run.value
    assert done == [True] * 5, diagnose("close-abandons-jobs", observed=f"{sum(done)} of 5 done")
    check_done_by_others(run, "noting")
    assert isinstance(refused, Error) and refused.is_a("ValueError"), diagnose(
        "submit-after-close", observed=f"{refused}"
    )
    check_none_left(run)


# ------------------------------------------------------------------------- merge_in_order


def explain_merge(run: Outcome) -> None:
    """Name the likely reason of a call of merge_in_order that does not end."""
    if run.status is Status.HUNG and pattern(run) in NOTHING_COMES:
        diagnose("nobody-says-the-end")


@exercise("merge_in_order", points=1)
def test_entries_in_order(student, rng):
    """All entries are in order of their stamps; equal stamps in order of the names."""
    names = []
    for who in rng.sample(["anna", "bo", "chen", "dora", "李"], 4):
        drawn = sorted(rng.choices(range(8), k=6))
        names.append(f"{who}:{','.join(map(str, drawn))}")
    names[1:1] = ["nobody:"]
    run = student.call("merge_in_order", sample("scenarios:stamps"), names, deadline=6.0)
    explain_merge(run)
    if run.status is Status.RAISED and run.error is not None and "'<' not supp" in str(run.error):
        diagnose("payloads-compared")
    some_came_back(run.value)
    expected = [
        (float(stamp), name, {"place": place, "by": name.partition(":")[0]})
        for name in names
        for place, stamp in enumerate(name.partition(":")[2].split(","))
        if stamp
    ]
    expected.sort(key=lambda entry: entry[0])
    got = [tuple(entry) for entry in run.value]
    assert len(got) >= len(expected), diagnose("first-end-ends-all", observed=f"{len(got)} entries")
    rising = [stamp for stamp, _, _ in got] == sorted(stamp for stamp, _, _ in got)
    assert rising, diagnose("one-queue-one-order")
    same = sorted(map(str, got)) == sorted(map(str, expected))
    assert not same or got == expected, diagnose("ties-as-they-come")
    assert got == expected
    check_done_by_others(run, "producing")
    check_none_left(run)
    assert student.call("merge_in_order", DIARY, [], deadline=6.0).value == []


@exercise("merge_in_order", points=1)
def test_many_entries_and_large_ones(student, rng):
    """Many entries and large ones: more than any pipe holds."""
    shapes = [("a", 400, 1000), ("b", 7, 300_000), ("c", 100, 5000)]
    names = [f"{who}:{rng.randrange(5)}:{count}:{size}" for who, count, size in shapes]
    run = student.scenario("merged_lengths", names)
    explain_merge(run)
    expected = []
    for name in names:
        _, first, count, size = name.split(":")
        for place in range(int(count)):
            expected.append((int(first) + place // 2, name, (place % 256, int(size))))
    expected.sort(key=lambda entry: entry[0])
    assert len(run.value) >= len(expected), diagnose("first-end-ends-all")
    assert [entry[:2] for entry in run.value] == [entry[:2] for entry in expected]
    assert run.value == expected, diagnose("ties-as-they-come")
    check_none_left(run)


@exercise("merge_in_order", points=1)
def test_together_and_as_it_was(student, rng):
    """All producers work at the same time; a payload is what it was when it was yielded."""
    names = rng.sample(["anna", "bo", "chen", "dora"], 3)
    run = student.call("merge_in_order", sample("scenarios:one_page"), names, gate=3)
    explain_merge(run)
    got = [tuple(entry) for entry in run.value]
    assert run.met, diagnose(why_serial(run))
    assert run.most_at("producing") >= 3, diagnose("parent-does-the-work")
    changed = [what for _, _, what in got if what == ["the end"]]
    assert not changed, diagnose("changed-after-put")
    assert got == [(stamp, name, [f"{name} at {stamp}"]) for stamp in range(3) for name in names]


@exercise("merge_in_order", points=1)
def test_a_producer_that_dies(student, rng):
    """A producer that dies or raises becomes ProducerDied; one that takes its time is not dead."""
    for kind in ("dead", "torn"):
        names = [f"{other}-{rng.randrange(9)}" for other in ("calm", "endless", kind)]
        rng.shuffle(names)
        run = student.call("merge_in_order", DIARY, names, deadline=9.0)
        if run.status is Status.HUNG:
            diagnose("dead-producer-not-noticed")
        error = by_itself(run)
        assert error is not None, diagnose(
            "dead-producer-not-noticed",
            observed=f"{len(run.value or ())} entries, as if all was well",
        )
        assert error.is_a("ProducerDied"), diagnose(
            "death-not-translated", observed=f"{error}", expected="ProducerDied"
        )
        assert run.left_behind == [], diagnose("producers-left-running")
    if student.method == "spawn":  # patience doesn't depend on the start method, and costs time
        run = student.call("merge_in_order", DIARY, ["calm-1", "pause-4"])
        error = by_itself(run)
        assert error is None, diagnose("silence-is-not-death", observed=f"{error}")
        assert len(run.value) == 10
