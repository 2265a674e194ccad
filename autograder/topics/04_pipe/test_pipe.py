"""Hidden checks of topic 04_pipe. DESIGN.md says which mistake is caught by which of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from course.checking import Student, diagnose, exercise, sample
from course.parsing import calls_itself
from course.run.outcome import Outcome, Status, clip
from course.run.wire import Error, Opaque

MIB = 1 << 20

# ------------------------------------------------------------------------- what runs tell


def value_of(run: Outcome, student: Student, if_hung: str | None = None) -> Any:
    """The returned value. Without one the check fails, and `if_hung` is what a hang means here."""
    why = why_hung(run, student) or if_hung
    if if_hung == "message-taken-for-the-end" and why in (
        "end-left-open",
        "both-wait-for-the-other",
    ):
        why = if_hung
    if run.status is Status.HUNG and why:
        diagnose(why)
    elif run.status is Status.FORGED:
        diagnose("report-of-ones-own")
    elif run.status is Status.RAISED and (why := why_raised(run)):
        diagnose(why)
    assert run.value is not None, diagnose("printed-not-returned")
    assert not isinstance(run.value, Opaque), diagnose("generator-not-list")
    return run.value


def error_of(
    run: Outcome, student: Student, if_hung: str | None = None, if_died: str | None = None
) -> Error | None:
    """The exception that the call ended with, or None if it returned.

    `if_died` is what it means that the calling process itself took the deadly thing.
    """
    if run.status is Status.DIED and if_died:
        diagnose(if_died)
    if run.status is Status.HUNG and why_hung(run, student) in WAITS_FOR_THE_DEAD:
        diagnose(if_hung or "end-left-open")
        return run.value  # there is none, which the check is told
    if run.status is not Status.RAISED:
        value_of(run, student, if_hung)
    return run.error


def why_hung(run: Outcome, student: Student) -> str | None:
    """What every hang of this kind means, in whichever exercise."""
    if calls_itself(student.source):
        return "code-at-top-level"
    pattern = run.blocked.pattern if run.blocked is not None else ""
    if MEANS.get(pattern) == "end-left-open" and both_at_one_end(run):
        return "both-use-one-end"
    if pattern == "queue-full-nobody-reads" and run.blocked and run.blocked.waits:
        doing, _, _ = run.blocked.waits[0].doing.partition("(")
        return {"join": "joined-before-received", "send": "fed-before-read"}.get(doing)
    return MEANS.get(pattern)


def why_raised(run: Outcome) -> str | None:
    """What it means that the caller heard EOFError where a child had said more on stderr."""
    if "connection is read-only" in run.stderr or "connection is write-only" in run.stderr:
        return "wrong-end"
    if both_at_one_end(run):
        return "both-use-one-end"
    return "end-used-after-close" if "handle is closed" in run.stderr else None


MEANS = {
    "join-before-drain": "joined-before-received",
    "both-send-first": "send-may-wait",
    "both-receive-first": "both-wait-for-the-other",
    "pipe-end-left-open": "end-left-open",
    "get-from-empty": "end-left-open",
    "producer-crashed": "end-left-open",
    "pool-worker-died": "pool-waits-for-the-dead",
}
"""What a pattern of waits means, if nothing else is known."""


WAITS_FOR_THE_DEAD = {
    "joined-before-received",
    "fed-before-read",
    "send-may-wait",
    "both-wait-for-the-other",
}
"""What a wait for one that is dead looks like, where a copy of its end is still open."""


def both_at_one_end(run: Outcome) -> bool:
    """Whether two processes sent or received, or tried to, at the same end of a pipe."""
    who: dict[tuple[str, int], set[int]] = {}
    for event in (*kinds(run, "recv"), *kinds(run, "send")):
        who.setdefault((event["obj"], event["end"]), set()).add(event["pid"])
    return any(len(pids) > 1 for pids in who.values())


def kinds(run: Outcome, kind: str) -> list[Mapping[str, Any]]:
    """The events of one kind, in order of time."""
    return [event for event in run.events if event["k"] == kind]


def check_processes(run: Outcome, number: int) -> None:
    """Assert that so many processes did some of the work, by the kernel's word."""
    found = len(run.worker_pids - {run.pid})
    assert found >= number, diagnose(
        "no-process-of-its-own" if found == 0 else "too-few-processes",
        observed=f"besides the caller's, processes at work: {found}",
        expected=f"at least {number}",
    )


def check_nothing_left(run: Outcome, otherwise: str) -> None:
    """Assert that no process is left; `otherwise` is what one that still runs means here."""
    zombies_only = {leftover.kind for leftover in run.left_behind} == {"zombie"}
    assert run.left_behind == [], diagnose("never-joined" if zombies_only else otherwise)


def words(rng: Random, count: int) -> list[str]:
    return [f"word {number}" for number in rng.sample(range(1000, 10_000), count)]


# ------------------------------------------------------------------------------------ ask


def check_answers(value: Any, messages: list[Any], run: Outcome) -> None:
    """Assert that the answers are the messages."""
    assert isinstance(value, list), "a list of the answers"
    late = value != messages and value[1:] == messages[: len(value) - 1]
    assert not late, diagnose("answers-out-of-step", observed=clip(value))
    texts = value != messages and list(map(str, value)) == list(map(str, messages))
    assert not texts, diagnose(
        "server-does-not-echo", observed=clip(value), expected=clip(messages)
    )
    assert value == messages
    check_processes(run, 1)


def answered_once(run: Outcome) -> bool:
    """Whether the asker raised because its only child had sent one answer and ended well."""
    children = {event["pid"] for event in kinds(run, "exit") if event.get("code") == 0}
    sent = [e for e in kinds(run, "send") if e["ph"] == "E" and e["pid"] in children]
    return run.status is Status.RAISED and len(children) == len(sent) == 1


@exercise("ask", points=1)
def test_every_message_is_answered(student, rng):
    """Every message is answered, in order, by a server in a process of its own."""
    messages = [*words(rng, 4), rng.randrange(10**6), {"a": [rng.random()]}]
    run = student.call("ask", messages, deadline=6.0)
    if answered_once(run):
        diagnose("server-answers-once")
    check_answers(value_of(run, student, if_hung="end-left-open"), messages, run)
    check_nothing_left(run, "server-never-ends")
    run = student.scenario("ask_with_a_gift", words(rng, 2), deadline=6.0)
    value = value_of(run, student, if_hung="end-left-open")
    elsewhere = {who for how, who in value["trail"] if how == "got"} - {value["here"]}
    assert elsewhere, diagnose(
        "asker-answers-itself", observed="a message came back that nobody else has had"
    )
    assert value["same"], diagnose("server-does-not-echo")
    run = student.call("ask", [], deadline=6.0)
    assert value_of(run, student) == []
    check_nothing_left(run, "server-never-ends")


@exercise("ask", points=0.5)
def test_the_server_ends_by_itself(student, rng):
    """The server ends by itself when nobody can ask any more, and it ends in peace."""
    messages = words(rng, 3)
    run = student.scenario("serve", messages, deadline=6.0)
    value = value_of(run, student, if_hung="end-left-open")
    assert value["answers"][:3] == messages, diagnose(
        "server-answers-once" if value["answers"][:1] == messages[:1] else "server-does-not-echo",
        observed=clip(value["answers"]),
        expected=clip(messages),
    )
    assert value["exitcode"] == 0, diagnose(
        "eof-not-caught", observed=f"exit code {value['exitcode']}", expected="exit code 0"
    )
    run = student.call("ask", messages, deadline=6.0)
    value_of(run, student, if_hung="end-left-open")
    assert not kinds(run, "terminate"), diagnose("server-killed-not-told")


@exercise("ask", points=0.5)
def test_any_message_is_a_message(student, rng):
    """None, False, 0 and empty things are messages like any other."""
    messages: list[Any] = [
        None,
        False,
        0,
        "",
        [],
        b"",
        "stop",
        "quit",
        "exit",
        "STOP",
        "END",
        "end",
    ]
    messages = [*words(rng, 2), *rng.sample(messages, len(messages)), *words(rng, 1)]
    run = student.call("ask", messages, deadline=6.0)
    if error_of(run, student, if_hung="message-taken-for-the-end") is not None:
        diagnose("message-taken-for-the-end")
    served = student.scenario("serve", messages, deadline=6.0)
    given = value_of(served, student, if_hung="message-taken-for-the-end")["answers"]
    cut = given != messages and given[:-1] == messages[: len(given) - 1]
    assert not cut, diagnose(
        "server-answers-once" if len(given) == 2 else "message-taken-for-the-end",
        observed=clip(given),
        expected=clip(messages),
    )
    check_answers(value_of(run, student), messages, run)


def alike(value: Any, expected: Sequence[Any]) -> bool:
    """Whether they are equal and of the same types, each: 0 is not False."""
    return bool(value == expected) and [*map(type, value)] == [*map(type, expected)]


def check_large(value: Any, expected: list[bytes]) -> None:
    """Assert that they are alike; what differs is shown, and not megabytes."""
    if not alike(value, expected):
        assert [clip(each) for each in value] == [clip(each) for each in expected]
        assert value == expected


@exercise("ask", points=0.5)
def test_large_messages(student, rng):
    """Messages of 1 MiB: there is no room for a second one in the pipe."""
    messages = [rng.randbytes(MIB) for _ in range(4)]
    run = student.call("ask", messages, deadline=6.0)
    if answered_once(run):
        diagnose("server-answers-once")
    value = value_of(run, student, if_hung="send-may-wait")
    check_large(value, messages)


@exercise("ask", points=0.5)
def test_a_dead_server_is_noticed(student, rng):
    """A server that dies of a message: ask raises, and nobody waits for its answer."""
    run = student.scenario("ask_a_mortal", words(rng, 2), deadline=6.0)
    error = error_of(run, student, if_hung="end-left-open", if_died="no-process-of-its-own")
    unnoticed = error is None
    assert not unnoticed, diagnose("death-unnoticed", observed=f"ask returned {clip(run.value)}")
    assert error.is_a("EOFError") or error.is_a("OSError"), f"EOFError or an OSError, not {error}"
    check_nothing_left(run, "server-never-ends")


# ------------------------------------------------------------------------- watch_progress

BREAD = [25, 50, 75, 100]


def numbered(rng: Random, *kinds_of_jobs: str) -> list[str]:
    numbers = rng.sample(range(1, 10), len(kinds_of_jobs))
    return [f"{kind}-{number}" for kind, number in zip(kinds_of_jobs, numbers, strict=True)]


def check_pairs(value: Any, jobs: list[str]) -> None:
    """Assert that a dict of pairs came back, with all jobs."""
    assert isinstance(value, dict), "a dict: job -> (reports, exit code)"
    lost = [job for job in jobs if job not in value]
    assert not lost, diagnose("crashed-job-is-missing", observed=f"nothing about {lost}")
    for pair in value.values():
        assert isinstance(pair, (tuple, list)) and len(pair) == 2, "the pair (reports, exit code)"


def check_job(value: Any, job: str, reports: list[Any], exitcode: int) -> None:
    """Assert what is known of one job in the end."""
    found, code = value[job]
    lost_at_the_end = found != reports and found == reports[: len(found)]
    assert not lost_at_the_end, diagnose(
        "stops-at-a-report" if found and not found[-1] else "reports-lost",
        observed=f"{job}: {clip(found)}",
        expected=f"{clip(reports)}",
    )
    swollen = len(found) > len(reports) and found[: len(reports)] == reports
    assert not swollen, diagnose("own-marker-among-reports", observed=f"{job}: {clip(found)}")
    assert found == reports
    early = code is None
    assert not early, diagnose(
        "exitcode-before-the-end", observed="None", expected=f"exit code {exitcode}"
    )
    assert code == exitcode, diagnose(
        "exitcode-not-the-real-one",
        observed=f"{job}: exit code {code}",
        expected=f"exit code {exitcode}",
    )


def check_told(told: Any, job: str, reports: list[Any], end: str) -> None:
    """Assert what was told of one job."""
    found = [what for name, what in told if name == job]
    assert found[-1:] == [end] or "done" in found or "crashed" in found, diagnose(
        "end-not-told", observed=f"{job}: {clip(found)}", expected=f"{end!r} at the end"
    )
    assert found == [*reports, end]


@exercise("watch_progress", points=1)
def test_reports_and_exit_codes(student, rng):
    """All reports of all jobs in order, their exit codes, and the calls of tell."""
    jobs = numbered(rng, "bread", "mute", "letter", "odd")
    run = student.scenario("watch", jobs, deadline=6.0)
    if run.error is not None and run.error.is_a("EOFError"):
        diagnose("crash-not-expected")
    value = value_of(run, student, if_hung="end-left-open")
    found, told = value["value"], value["told"]
    assert found is not None, diagnose("printed-not-returned")
    check_pairs(found, jobs)
    assert told, diagnose("told-in-the-child", observed="tell was never called in your process")
    letter: list[Any] = [50, jobs[2][-1] * 300_000, 100]
    sent: list[list[Any]] = [BREAD, [], letter, [0, None, ""]]
    for job, reports in zip(jobs, sent, strict=True):
        check_job(found, job, reports, 0)
        check_told(told, job, reports, "done")
    check_processes(run, 4)
    check_nothing_left(run, "job-left-running")
    run = student.scenario("watch", [], deadline=6.0)
    assert value_of(run, student)["value"] == {}


@exercise("watch_progress", points=1)
def test_a_crash_is_one_of_the_ends(student, rng):
    """A job that raises or dies has its own exit code, and its reports are kept."""
    jobs = numbered(rng, "faint", "bread", "burnt", "struck", "gone", "home")
    run = student.scenario("watch", jobs, deadline=8.0)
    if run.status is Status.RAISED:
        diagnose("crash-not-expected")
    value = value_of(run, student, if_hung="end-left-open")
    found, told = value["value"], value["told"]
    check_pairs(found, jobs)
    own = [int(job[-1]) for job in jobs]
    codes = [own[0], 0, 1, -9, own[4], own[5]]
    for job, reports, code in zip(
        jobs, ([30], BREAD, [25, 50], [20], [], [60]), codes, strict=True
    ):
        check_job(found, job, reports, code)
        check_told(told, job, reports, "crashed" if code else "done")
    check_nothing_left(run, "job-left-running")


@exercise("watch_progress", points=1)
def test_whoever_reports_is_heard(student, rng):
    """A report is told as soon as it comes, whoever sent it, while other jobs are still at work."""
    waiting, bread = numbered(rng, "waiting", "bread")
    for jobs in ([waiting, bread], [bread, waiting]):
        run = student.scenario("watch_closely", jobs, 75)
        value = value_of(run, student, if_hung="end-left-open")
        check_pairs(value["value"], jobs)
        reports = value["value"][waiting][0]
        heard_late = reports == [10, "not noticed"]
        assert not heard_late, diagnose(why_heard_late(run))
        check_job(value["value"], waiting, [10, "noticed"], 0)


def why_heard_late(run: Outcome) -> str:
    """Whether the jobs ran one after the other, or were only heard so."""
    starts = [event["t"] for event in kinds(run, "start")]
    ends = [event["t"] for event in kinds(run, "exit")]
    one_by_one = len(starts) > 1 and ends and min(ends) < starts[-1]
    return "start-then-join-each" if one_by_one else "heard-out-of-turn"


@exercise("watch_progress", points=0.5)
def test_a_crash_is_told_at_once(student, rng):
    """A crash is told at once, not when the other jobs have come to their end."""
    gone, waiting, other = numbered(rng, "gone", "waiting", "bread")
    for jobs in ([gone, waiting, other], [waiting, gone]):
        run = student.scenario("watch_closely", jobs, "crashed")
        value = value_of(run, student, if_hung="end-left-open")
        reports = value["value"][waiting][0]
        told_late = reports == [10, "not noticed"]
        assert not told_late, diagnose("crash-told-late")
        assert reports == [10, "noticed"]


@exercise("watch_progress", points=0.5)
def test_waiting_is_sleeping(student, rng):
    """Two seconds without a report cost hardly any processor time."""
    jobs = numbered(rng, "nap", "bread")
    run = student.scenario("watch_a_nap", jobs)
    value = value_of(run, student, if_hung="end-left-open")
    asked = [*kinds(run, "poll"), *kinds(run, "select")]
    moments = len({int(event["t"] * 100) for event in asked if event["ph"] == "B"})
    often = moments > 10 + 45 * value["asleep"]  # 20 times a second are allowed
    assert value["busy"] < 0.5 and not often, diagnose(
        "busy-waiting",
        observed=f"{value['busy']:.1f} s of processor time, {value['asleep']:.1f} s of sleep, "
        f"{moments} moments of asking",
        expected="next to nothing",
    )
    check_job(value["value"], jobs[0], [10, 100], 0)


# ------------------------------------------------------------------------------- pipeline

ADD_ONE = sample("course.samples.pipe:add_one")
IN_SIGHT = [sample(f"scenarios:{name}_in_sight") for name in ("add_one", "double", "as_text")]
DOUBLE = sample("course.samples.pipe:double")
PASS_ON = sample("course.samples.pipe:pass_on")
INVERTED = sample("course.samples.pipe:inverted")
ROTATED = sample("course.samples.pipe:rotated")
PICKY = sample("course.samples.pipe:picky")
DEADLY = sample("course.samples.pipe:deadly")
FLEETING = sample("course.samples.pipe:fleeting")


@exercise("pipeline", points=1)
def test_items_go_through_all_stages(student, rng):
    """Every item goes through all stages, each in a process of its own, and the order is kept."""
    items = [rng.randrange(1000) for _ in range(8)]
    run = student.call("pipeline", items, IN_SIGHT, deadline=6.0)
    value = value_of(run, student)
    expected = [f"<{2 * (n + 1)}>" for n in items]
    backwards = len(items) == len(value) and value != expected and len(set(value)) > 1
    turned = backwards and sorted(map(str, value)) == sorted(expected)
    assert not turned, diagnose("completion-order")
    assert value == expected
    check_processes(run, 3)
    stages = [run.workers_at(name) for name in ("add one", "double", "as text")]
    own = all(len(each) == 1 for each in stages) and len(frozenset().union(*stages)) == 3
    assert own, diagnose(
        "too-few-processes" if any(stages) else "no-process-of-its-own",
        observed=f"{len(frozenset().union(*stages))} processes have called the three functions",
        expected="each function is called in a process of its own",
    )
    check_nothing_left(run, "stage-never-ends")
    run = student.call("pipeline", items, [DOUBLE], deadline=6.0)
    assert value_of(run, student) == [2 * n for n in items]


@exercise("pipeline", points=1)
def test_empty_things(student, rng):
    """None, 0 and empty things are items like any other; no items and no stages are fine."""
    items: list[Any] = [None, 0, "", False, [], "STOP", b"", "stop", "END"]
    items = [*words(rng, 1), *rng.sample(items, len(items)), *words(rng, 1)]
    run = student.call("pipeline", items, [PASS_ON, PASS_ON], deadline=6.0)
    if run.error is not None and run.error.is_a("StageFailed"):
        diagnose("message-taken-for-the-end")
    value = value_of(run, student, if_hung="message-taken-for-the-end")
    cut = value != items and value == items[: len(value)]
    assert not cut, diagnose("message-taken-for-the-end", observed=clip(value))
    kept = [item for item in items if item is not None and item != ""]
    dropped = len(value) < len(items) and set(map(str, value)) <= set(map(str, kept + items))
    assert not dropped, diagnose("message-taken-for-the-end", observed=clip(value))
    assert value == items
    assert value_of(student.call("pipeline", [], [ADD_ONE], deadline=6.0), student) == []
    run = student.call("pipeline", [1, 2], [], deadline=6.0)
    failed = run.status is Status.RAISED
    assert not failed, diagnose("no-stage-at-all", observed=f"{run.error}")
    assert value_of(run, student) == [1, 2]
    check_nothing_left(run, "stage-never-ends")


@exercise("pipeline", points=1)
def test_large_items(student, rng):
    """Items of 1 MiB, more of them than all pipes can hold."""
    items = [rng.randbytes(MIB) for _ in range(6)]
    run = student.call("pipeline", items, [INVERTED, ROTATED], deadline=6.0)
    value = value_of(run, student, if_hung="fed-before-read")
    turned = [item.translate(bytes(range(255, -1, -1))) for item in items]
    expected = [item[1:] + item[:1] for item in turned]
    check_large(value, expected)
    check_processes(run, 2)
    check_nothing_left(run, "stage-never-ends")


@exercise("pipeline", points=1)
def test_all_stages_work_at_the_same_time(student, rng):
    """The third item is in the first stage while the first one is in the third."""
    stages = [sample(f"scenarios:station_{n}") for n in range(3)]
    run = student.call("pipeline", [[0], [1], [2], [3]], stages)
    value = value_of(run, student)
    one_by_one = value == [[0, False], [1, False], [2, False], [3]]
    assert not one_by_one, diagnose("stage-after-stage")
    assert value == [[0, True], [1, True], [2, True], [3]]


@exercise("pipeline", points=1)
def test_a_stage_that_fails(student, rng):
    """A stage that raises or dies, wherever it is, becomes StageFailed and never a hang."""
    good = [rng.randbytes(MIB // 4) for _ in range(6)]
    items = [*good[:2], b"bad" + good[0], *good[2:]]
    chains = [[PASS_ON, PASS_ON, PICKY], [PICKY, PASS_ON], [PASS_ON, DEADLY, PASS_ON]]
    for stages in [*rng.sample(chains, len(chains)), [PASS_ON, FLEETING, PASS_ON]]:
        if FLEETING in stages:  # at the last item: no stage before it hears of its end
            items.sort(key=lambda item: item[:3] == b"bad")
        run = student.call("pipeline", items, stages, deadline=6.0)
        error = error_of(run, student, if_hung="end-left-open", if_died="no-process-of-its-own")
        unnoticed = error is None
        assert not unnoticed, diagnose(
            "results-not-counted" if FLEETING in stages else "exitcodes-not-looked-at",
            observed=f"{len(run.value)} of {len(items)} items, as if all were well",
        )
        assert error.is_a("StageFailed"), diagnose(
            "stage-error-not-translated", observed=f"{error}"
        )
        check_nothing_left(run, "stage-never-ends")


# ------------------------------------------------------------------------------- exchange


def check_swap(run: Outcome, student: Student) -> None:
    """Assert that two processes swapped two gifts, by the trails that the gifts remember."""
    value = value_of(run, student)
    nothing = value["type"] == "NoneType"
    assert not nothing, diagnose("printed-not-returned")
    names = [name for name, _, _ in value["gifts"]]
    own = names == ["a", "b"]
    assert not own, diagnose("own-thing-back", observed="a, b", expected="b, a")
    assert names == ["b", "a"], "the gifts b and a, in this order"
    other_type = value["type"] != "tuple"
    assert not other_type, diagnose("list-not-tuple", observed=f"a {value['type']}")
    assert [same for _, same, _ in value["gifts"]] == [True, True], "gifts as they were"
    here = value["here"]
    hops = [list(hops_of(trail)) for _, _, trail in value["gifts"]]
    from_second, from_first = ([h for h in each if here not in h] for each in hops)
    seen = f"{len(from_second)} and {len(from_first)} direct passages between two processes"
    direct = bool(from_second and from_first)
    through = "swapped-by-the-parent" if run.worker_pids else "no-process-of-its-own"
    assert direct, diagnose(through, observed=seen)
    (second, first) = from_second[0]
    assert from_first[0] == (first, second), "the same two processes in both directions"
    assert second != first
    last = [each[-1] for each in hops]
    astray = last != [(first, here), (second, here)]
    assert not astray, diagnose(
        "wrong-way-home",
        observed=" and ".join(f"process {a} to process {b}" for a, b in last),
        expected=f"process {first} to process {here} and process {second} to process {here}",
    )


def hops_of(trail: list[Any]) -> list[tuple[int, int]]:
    """From whom to whom a gift went, each time that it was sent and got."""
    return [
        (sender[1], getter[1])
        for sender, getter in itertools.pairwise(trail)
        if sender[0] == "sent" and getter[0] == "got"
    ]


@exercise("exchange", points=1)
def test_two_processes_swap(student, rng):
    """Two processes swap two small things, directly, and send home what they got."""
    run = student.scenario("swap", [rng.randrange(10, 90), rng.randrange(10, 90)], deadline=6.0)
    check_swap(run, student)
    check_nothing_left(run, "swapper-never-ends")


@exercise("exchange", points=1)
def test_a_mebibyte_each(student, rng):
    """1 MiB each: neither of the two waits for the other one for ever."""
    run = student.scenario("swap", [MIB, MIB], deadline=6.0)
    value_of(run, student, if_hung="send-may-wait")
    check_swap(run, student)
    check_nothing_left(run, "swapper-never-ends")


@exercise("exchange", points=1)
def test_any_two_things(student, rng):
    """Any two things: None, an empty text, a tiny one for one of 4 MiB."""
    for a, b in ((None, ""), (0, False), (b"t", rng.randbytes(4 * MIB)), (rng.randbytes(MIB), 1)):
        run = student.call("exchange", a, b, deadline=6.0)
        value = value_of(run, student, if_hung="message-taken-for-the-end")
        assert not isinstance(value, list), diagnose("list-not-tuple", observed="a list")
        wrong = not alike(value, (b, a))
        own = alike(value, (a, b))
        assert not wrong, diagnose(
            "own-thing-back" if own else "message-taken-for-the-end",
            observed=clip(value),
            expected=clip((b, a)),
        )


@exercise("exchange", points=1)
def test_one_of_the_two_dies(student, rng):
    """One of the two dies in the middle: an exception, and nobody waits for ever."""
    for place in rng.sample([0, 1], 2):
        for size in (10, MIB):
            run = student.scenario("swap_with_poison", place, size, deadline=6.0)
            error = error_of(run, student, if_hung="end-left-open", if_died="swapped-by-the-parent")
            unnoticed = error is None
            assert not unnoticed, diagnose("death-unnoticed", observed=clip(run.value))
            check_nothing_left(run, "swapper-never-ends")
