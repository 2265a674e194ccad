"""Hidden checks of topic 06_shared_memory. DESIGN.md says which mistake is caught by which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course.checking import Student, diagnose, exercise, sample
from course.misconceptions import from_symptoms
from course.run.outcome import Outcome, Status
from course.run.wire import Error, Opaque

SLUG = "06_shared_memory"

# ------------------------------------------------------------------------- what runs tell


def kinds(run: Outcome, kind: str) -> list[Mapping[str, Any]]:
    return [event for event in run.events if event["k"] == kind]


def check_children(run: Outcome) -> None:
    """Assert that no child ended with an exception; the exception tells which mistake it was."""
    assert run.status is Status.RETURNED or run.value is None
    ran = [event for event in kinds(run, "ran") if event.get("ok") is False]
    errors = [f"{event.get('err')}: {event.get('text', '')}" for event in ran]
    if errors:
        known = from_symptoms(SLUG, errors[0], None)
        diagnose(
            known.name if known else "a-child-that-fails-is-silent",
            observed=f"a child ended with {errors[0]}{line_of(ran[0])}",
            expected="every child does its work to the end",
        )
    assert not errors, "no child ends with an exception"


def line_of(event: Mapping[str, Any]) -> str:
    place = event.get("at")
    return f" ({place[0]} line {place[1]})" if place else ""


def check_team(run: Outcome, processes: int) -> None:
    """Assert that so many processes were at work at the same time."""
    if run.met:
        assert run.overlapping_workers <= processes, diagnose(
            "processes-ignored",
            observed=f"{run.overlapping_workers} processes at work",
            expected=f"{processes}, as the caller asked",
        )
        return
    if not run.worker_pids - {run.pid}:
        why = "parent-does-the-work"
    elif run.overlapping_workers > 1:
        why = "processes-ignored"
    elif sum(start.get("role") == "process" for start in kinds(run, "start")) > 1:
        why = "start-then-join-each"
    else:
        why = "one-does-it-all"
    assert run.met, diagnose(
        why,
        observed=f"at most {run.overlapping_workers} process at work at a time",
        expected=f"{processes} processes at work at the same time",
    )


def touched(run: Outcome, *seen: str) -> dict[int, int]:
    """By process: how often it did one of these things (read, write, acquire) to what is shared."""
    counts: dict[tuple[int, str, str], int] = {}
    for event in run.events:
        kind = event["of"] if event["k"] == "more" else event["k"]
        if kind not in seen or event.get("ph") == "E" or not event.get("obj"):
            continue
        key = event["pid"], kind, event["obj"]
        least = event.get("count", 0)
        counts[key] = max(counts.get(key, 0) + (event["k"] != "more"), least)
    by_process: dict[int, int] = {}
    for (pid, _, _), count in counts.items():
        by_process[pid] = by_process.get(pid, 0) + count
    return by_process


def main_pid(run: Outcome) -> int:
    return next((e["pid"] for e in kinds(run, "run") if e.get("role") == "main"), 0)


def made(run: Outcome, *types: str) -> list[str]:
    """The shared objects of these types that the student's code made."""
    return [event["type"] for event in kinds(run, "obj") if event["type"] in types]


def check_no_hang(run: Outcome, why: str) -> None:
    """Give a call that hung this diagnosis, unless the picture of the hang tells better."""
    if run.status is Status.HUNG:
        known = from_symptoms(SLUG, None, run.blocked.pattern) if run.blocked else None
        diagnose(known.name if known is not None and known.topic == SLUG else why)


def leak(run: Outcome) -> Any:
    """What to say of what was left behind."""
    kinds_left = {each.kind for each in run.left_behind}
    if "shared_memory" in kinds_left:
        return diagnose("block-never-unlinked")
    return diagnose("others-left-running" if "process" in kinds_left else "never-joined")


# ------------------------------------------------------------------------------- count_up


def why_lost(student: Student) -> str:
    """Which of the ways to lose an increment the module's text looks like."""
    if re.search(r"(?<!\w)(R?Lock)\(\)", student.source):
        return "lock-made-in-each-process"
    return "lost-update"


def check_count(run: Outcome, student: Student, start: int, pushes: int, why: str) -> None:
    check_no_hang(run, "lock-never-given-back")
    if run.status is Status.RETURNED:
        check_children(run)
    count = run.value
    assert count is not None, diagnose("printed-not-returned")
    assert not isinstance(count, Opaque), diagnose("cell-is-not-its-value")
    assert count != start or not pushes, diagnose(why_still_zero(run))
    assert count == start + pushes, diagnose(
        why, observed=f"{count:,}", expected=f"{start + pushes:,}: {pushes} more than {start:,}"
    )


def why_still_zero(run: Outcome) -> str:
    if not kinds(run, "start") and not kinds(run, "pool"):
        return "parent-does-the-work"
    if not any(kinds(run, kind) for kind in ("write", "read")):
        return "global-is-per-process"
    return "name-is-not-the-cell"


@exercise("count_up", points=0.5)
def test_one_process_counts(student, rng):
    """One process counts to a number, and the counter begins where it is told to."""
    times, start = rng.randrange(20, 60), rng.randrange(100, 1000)
    run = student.call("count_up", 1, times, start, deadline=6.0)
    check_count(run, student, start, times, "counter-begins-elsewhere")
    assert run.sightings, diagnose("parent-does-the-work")
    assert run.left_behind == [], leak(run)
    assert student.call("count_up", 2, 0, start).value == start


@exercise("count_up", points=1)
def test_no_push_is_lost(student, rng):
    """Three processes count at the same time, and no push is lost."""
    times = rng.randrange(40, 60)
    run = student.call("count_up", 3, times, gate=3, widen=True, deadline=8.0)
    check_count(run, student, 0, 3 * times, why_lost(student))
    check_team(run, 3)
    writers = set(touched(run, "write")) - {main_pid(run)}
    assert len(writers) == 3, diagnose(
        "answer-not-counted", observed=f"{len(writers)} processes wrote into shared memory"
    )
    written = {e.get("value", e["t"]) for e in kinds(run, "write") if e["pid"] in writers}
    assert len(written) >= 3, diagnose(
        "answer-not-counted", observed=f"all of them wrote the same: {written}"
    )
    assert run.left_behind == [], leak(run)


@exercise("count_up", points=0.5)
def test_five_billion(student, rng):
    """The counter has room for numbers beyond five billion."""
    start, times = rng.randrange(5_000_000_000, 5_100_000_000), rng.randrange(5, 9)
    run = student.call("count_up", 2, times, start, deadline=6.0)
    check_count(run, student, start, 2 * times, "type-code-too-narrow")


# ------------------------------------------------------------------------------ histogram

HOURS = 24


def draw_records(rng: Any, count: int, least: int, most: int) -> list[tuple[int, int]]:
    return [(rng.randrange(HOURS), rng.randint(least, most)) for _ in range(count)]


def totals(records: Iterable[tuple[int, int]]) -> list[int]:
    sums = [0] * HOURS
    for hour, size in records:
        sums[hour] += size
    return sums


def check_totals(value: object, records: Sequence[tuple[int, int]], why: str | None) -> None:
    assert value is not None, diagnose("printed-not-returned")
    assert not isinstance(value, Opaque), diagnose("cell-is-not-its-value")
    assert isinstance(value, list) and len(value) == HOURS, "a list of 24 numbers"
    right = totals(records)
    wrong = [hour for hour in range(HOURS) if value[hour] != right[hour]]
    if wrong and why:
        seen = ", ".join(f"hour {hour}: {value[hour]:,}" for hour in wrong[:3])
        due = ", ".join(f"hour {hour}: {right[hour]:,}" for hour in wrong[:3])
        diagnose(why, observed=f"{len(wrong)} wrong totals. {seen}", expected=due)
        assert not wrong, "the total of each hour"
    assert value == right


def why_wrong(run: Outcome, student: Student, records: Sequence[tuple[int, int]]) -> str | None:
    """The likely reason for wrong totals where nothing was widened."""
    value, right = run.returned, totals(records)
    if not isinstance(value, list) or not any(value):
        return "global-is-per-process"
    if len(value) != HOURS or not all(isinstance(each, (int, float)) for each in value):
        return None
    shorter = (totals(records[:-missing]) for missing in range(1, min(8, len(records)) + 1))
    if any(value == sums for sums in shorter):
        return "tail-is-lost"
    wrong = [(got, due) for got, due in zip(value, right, strict=True) if got != due]
    if wrong and all(isinstance(got, int) and (got - due) % 2**16 == 0 for got, due in wrong):
        return "type-code-too-narrow"
    if wrong and all(abs(got - due) <= 2**-20 * due for got, due in wrong):
        return "float-is-not-exact"
    return why_lost(student) if all(got < due for got, due in wrong) else None


@exercise("histogram", points=0.5)
def test_each_hour_has_its_total(student, rng):
    """Each hour has its total, for any number of records, and for none."""
    for count in (rng.randrange(101, 140) | 1, 1, 0):
        records = draw_records(rng, count, 1, 900)
        run = student.call("histogram", records, 2, deadline=8.0)
        check_no_hang(run, "lock-never-given-back")
        if run.status is Status.RETURNED:
            check_children(run)
        check_totals(run.value, records, why_wrong(run, student, records))
    assert run.left_behind == [], leak(run)


@exercise("histogram", points=1)
def test_big_totals_are_exact(student, rng):
    """Totals of three billion and more, up to 10**18, are exact to the last byte."""
    billions = [(hour, 10**9 + rng.randrange(1000)) for hour in range(HOURS) for _ in range(3)]
    huge = [(hour, 10**16 + 1 + 2 * rng.randrange(1000)) for hour in range(HOURS)] * 2
    for records in (billions, [*huge, (5, 1)]):
        run = student.call("histogram", records, 2)
        if run.status is Status.RETURNED:
            check_children(run)
        check_totals(run.value, records, why_wrong(run, student, records))


@exercise("histogram", points=1)
def test_no_record_is_lost(student, rng):
    """Three processes add at the same time, and no record is lost."""
    records = [(rng.randrange(3), rng.randrange(1, 900)) for _ in range(180)]
    run = student.call("histogram", records, 3, gate=3, widen=True)
    check_totals(run.value, records, why_lost(student))
    check_team(run, 3)
    hands = set(touched(run, "read", "write", "acquire")) - {main_pid(run)}
    shared = made(run, "Array", "RawArray", "Value", "RawValue")
    assert len(hands) >= 2, diagnose(
        "answer-not-counted" if shared else "results-sent-not-shared",
        observed=f"{len(hands)} processes touched the Array or a lock",
        expected="every process merges its sums into the Array",
    )
    assert run.left_behind == [], leak(run)


@exercise("histogram", points=0.5)
def test_each_process_merges_once(student, rng):
    """One shared Array; each process adds up by itself and merges into it once."""
    records = draw_records(rng, 6000, 1, 900)
    run = student.call("histogram", records, 2)
    assert run.value == totals(records)
    assert made(run, "Array", "RawArray", "Value", "RawValue"), diagnose(
        "results-sent-not-shared",
        observed="no shared Array was made",
        expected="one shared Array with 24 totals",
    )
    busy = touched(run, "read", "write", "acquire")
    busy.pop(main_pid(run), None)
    most = max(busy.values(), default=0)
    assert most <= 8 * HOURS, diagnose(
        "one-by-one-into-shared-memory",
        observed=f"a process touched the Array or its lock {most:,} times for 3,000 records",
        expected="24 totals merged once: at most some hundred times",
    )


# ------------------------------------------------------------------------------- transfer


def check_moved(played: Any, results: list[list[bool]], balances: list[int]) -> None:
    for said, due in zip(played["results"], results, strict=True):
        assert said is not None, "an answer from each teller"
        assert None not in said, diagnose("printed-not-returned")
        refused = [number for number, right in enumerate(due) if not right and said[number]]
        assert not refused, diagnose(
            "balance-not-checked", observed="it paid out what wasn't there"
        )
        assert said == due
    assert min(played["balances"]) >= 0, diagnose("balance-not-checked")
    assert played["balances"] == balances


@exercise("transfer", points=1)
def test_money_moves(student, rng):
    """Money moves where there is enough of it, also from an account to itself."""
    a, b, c = (rng.randrange(200, 900) for _ in range(3))
    x = rng.randrange(1, 100)
    moves = [
        (0, 1, x),
        (1, 2, b + x),
        (2, 0, c + b + x + 1),
        (0, 0, a - x),
        (0, 0, a - x + 1),
        (2, 1, 7),
    ]
    run = student.scenario("tellers", [a, b, c], [moves], deadline=6.0)
    check_no_hang(run, "plain-lock-taken-twice")
    if run.status is Status.RETURNED:
        check_children(run)
    after = [a - x, 7, c + b + x - 7]
    check_moved(run.value, [[True, True, False, True, False, True]], after)
    assert run.left_behind == [], leak(run)


@exercise("transfer", points=1)
def test_two_tellers_never_block_each_other(student, rng):
    """Two transfers in opposite directions, at the same time: neither teller waits for ever."""
    a, b = rng.randrange(200, 900), rng.randrange(200, 900)
    run = student.scenario("two_tellers", "lock", [a, b], [(0, 1, 5), (1, 0, 9)], deadline=7.0)
    check_no_hang(run, "locks-in-two-orders")
    if run.status is Status.RETURNED:
        check_children(run)
    assert run.value["results"] == [True, True]
    if run.value["balances"] != [a + 4, b - 4]:  # by luck: the stages say why, each time
        check_logged(student, [a, b, 500])
    assert run.value["balances"] == [a + 4, b - 4]
    balances = [rng.randrange(200, 900) for _ in range(3)]
    moves = [(i, j, 10) for i in range(3) for j in range(3) if i != j]
    uphill, downhill = sorted(balances), sorted(balances, reverse=True)
    nested: dict[tuple[int, int], list[int]] = {}
    for start in (uphill, downhill):
        for play in student.scenario("logged", start, moves).value:
            for pair in nestings(play["log"]):
                nested.setdefault(pair, play["move"])
    both = [(first, second) for first, second in nested if (second, first) in nested]
    if both:
        (first, second), *_ = both
        one, other = nested[first, second], nested[second, first]
        diagnose(
            "locks-in-two-orders",
            observed=f"{called(one)} holds lock {first} and asks for lock {second}; "
            f"{called(other)} holds lock {second} and asks for lock {first}",
            expected="whoever needs both takes them in the same order",
        )
    assert not both, "one order of locks"


def called(move: Sequence[int] | None) -> str:
    return f"transfer(accounts, {move[0]}, {move[1]}, {move[2]})" if move else "audit(accounts)"


def nestings(log: Iterable[Sequence[Any]]) -> list[tuple[int, int]]:
    """Pairs of locks of which the second was asked for, without end, while the first was held."""
    held: list[int] = []
    found = []
    for what, number, how in log:
        if what == "take":
            if how and number not in held:
                found.extend((other, number) for other in held)
            held.append(number)
        elif what == "give":
            held.remove(number)
    return [(first, second) for first, second in found if first != second]


@exercise("transfer", points=1)
def test_the_sum_holds_at_every_audit(student, rng):
    """Whoever holds all locks finds all the money, and nobody acts on a balance of long ago."""
    balances = [rng.randrange(200, 900) for _ in range(3)]
    check_logged(student, balances)
    move = (0, 1, balances[0])
    rushed = student.scenario("rushed", balances, move).value
    assert rushed["balances"][0] >= 0, diagnose(
        "check-before-the-lock", observed=f"a balance of {rushed['balances'][0]} cents"
    )
    between = student.scenario("rushed", balances, (0, 1, 50)).value
    gone = sum(between["balances"]) not in (sum(balances), sum(balances) - balances[0])
    assert not gone, diagnose("check-before-the-lock", observed="money that nobody had")


def check_logged(student: Student, balances: Sequence[int]) -> None:
    """Assert that transfers and an audit, seen step by step, keep to the rules."""
    for play in student.scenario("logged", balances, [(0, 1, 50), (2, 1, 60)]).value:
        if play["move"] is not None:
            check_transfer_log(play, balances)
        else:
            check_audit_log(play, balances)


def check_transfer_log(play: Mapping[str, Any], balances: Sequence[int]) -> None:
    """Assert that each balance is written under its lock, and that no money is between accounts
    while no lock is held."""
    now, held = list(balances), []
    for what, number, how in play["log"]:
        if what == "take":
            held.append(number)
        elif what == "give":
            held.remove(number)
        elif what == "write":
            assert number in held, diagnose(
                "written-without-its-lock",
                observed=f"{called(play['move'])} wrote account {number} "
                f"while it held {locks(held)}",
                expected=f"the lock of account {number}",
            )
            now[number] = how
        if not held:
            assert sum(now) == sum(balances), diagnose(
                "one-lock-after-the-other",
                observed=f"{called(play['move'])} holds no lock, and "
                f"{abs(sum(balances) - sum(now))} cents are in no account or in two",
                expected="both locks held until both accounts are written",
            )
    assert play["result"] is True
    assert sum(play["balances"]) == sum(balances)


def locks(held: Sequence[int]) -> str:
    return "lock " + " and ".join(map(str, sorted(set(held)))) if held else "no lock"


def check_audit_log(play: Mapping[str, Any], balances: Sequence[int]) -> None:
    """Assert that an audit reads each account under its lock and gives none back before the end
    of reading."""
    assert play["result"] is not None, diagnose("printed-not-returned")
    held: list[int] = []
    given: list[int] = []
    for what, number, _ in play["log"]:
        if what == "take":
            held.append(number)
        elif what == "give":
            held.remove(number)
            given.append(number)
        elif what == "read":
            seen = f"it read account {number} with {locks(held)}"
            assert number in held, diagnose("audit-without-all-locks", observed=seen)
            lost = sorted(set(given) - set(held))
            assert not lost, diagnose(
                "audit-without-all-locks", observed=f"{seen}, after it gave back {locks(lost)}"
            )
    assert play["result"] == sum(balances)


@exercise("transfer", points=1)
def test_others_need_not_wait(student, rng):
    """Two transfers that share no account are made at the same time."""
    balances = [rng.randrange(200, 900) for _ in range(5)]
    plays = student.scenario("logged", balances, [(1, 3, 20), (3, 1, 20)]).value
    for play in plays:
        if play["move"] is not None:
            taken = {number for what, number, _ in play["log"] if what == "take"}
            assert taken <= {1, 3}, diagnose(
                "one-lock-for-everything",
                observed=f"{called(play['move'])} took {locks(sorted(taken))}",
                expected="only the locks of the two accounts",
            )
    moves = [(0, 1, 5), (3, 2, 9)]
    run = student.scenario("two_tellers", "write", balances, moves, deadline=20.0)
    check_children(run)
    assert run.value["results"] == [True, True]
    assert run.value["met"] == [True, True], diagnose("one-lock-for-everything")


# ----------------------------------------------------------------------------- row_filter

NEGATIVE = sample("course.samples.shared:negative")
ONE_UP = sample("course.samples.shared:one_up")
ONE_UP_TOGETHER = sample("scenarios:one_up_together")
MIRROR = sample("course.samples.shared:mirror")
NO_RED = sample("course.samples.shared:no_red")
ONE_SHORT = sample("course.samples.shared:one_short")


def draw_image(rng: Any, width: int, height: int) -> bytes:
    """An image none of whose rows begins with 13."""
    rows = [bytes([rng.randrange(20, 250)]) + rng.randbytes(width - 1) for _ in range(height)]
    return b"".join(rows)


def filtered(image: bytes, width: int, func: Any) -> bytes:
    return b"".join(func(image[at : at + width]) for at in range(0, len(image), width))


def stepped(row: bytes) -> bytes:
    return bytes((pixel + 1) % 256 for pixel in row)


def mirrored(row: bytes) -> bytes:
    return row[::-1]


def check_image(value: object, image: bytes, width: int, func: Any) -> None:
    assert value is not None, diagnose("printed-not-returned")
    assert not isinstance(value, Opaque), diagnose(
        "view-not-bytes", observed=f"{value!r}", expected="bytes"
    )
    assert isinstance(value, bytes), "bytes"
    due = filtered(image, width, func)
    if value == due:
        return
    assert len(value) == len(due), diagnose(
        "block-is-larger", observed=f"{len(value)} bytes", expected=f"{len(due)} bytes"
    )
    rows = [
        (value[at : at + width], image[at : at + width], due[at : at + width])
        for at in range(0, len(due), width)
    ]
    wrong = [number for number, (got, _, right) in enumerate(rows) if got != right]
    untouched = [number for number in wrong if rows[number][0] == rows[number][1]]
    words = f"{len(wrong)} of {len(rows)} rows are wrong, the first is row {wrong[0]}"
    if len(untouched) == len(rows):
        diagnose("changed-a-copy", observed="the image as it was", expected="each row filtered")
    elif untouched == wrong and wrong[-1] == len(rows) - 1:
        diagnose("tail-is-lost", observed=f"{words}: they are as they were")
    elif all(rows[number][0] == func(rows[number][2]) for number in wrong):
        diagnose("some-rows-twice", observed=f"{words}: they were filtered twice")
    else:
        diagnose("rows-in-wrong-places", observed=words)
    assert not wrong, "each row filtered once, in its place"


@exercise("row_filter", points=1)
def test_each_row_is_filtered_in_its_place(student, rng):
    """Each row is filtered once and in its place, however many processes share the rows."""
    for width, height, processes in ((rng.randrange(5, 9), 11, 3), (4, 2, 2), (1, 5, 2)):
        image = draw_image(rng, width, height)
        run = student.call("row_filter", image, width, height, ONE_UP, processes)
        if run.status is Status.RETURNED:
            check_children(run)
        check_image(run.value, image, width, stepped)
        assert run.left_behind == [], leak(run)
    image = draw_image(rng, 7, 6)
    run = student.call("row_filter", image, 7, 6, MIRROR, 2)
    check_image(run.value, image, 7, mirrored)


@exercise("row_filter", points=1)
def test_rows_are_filtered_at_the_same_time(student, rng):
    """As many processes as the caller asks for filter at the same time."""
    image = draw_image(rng, 6, 9)
    run = student.call("row_filter", image, 6, 9, ONE_UP_TOGETHER, processes=3, gate=3)
    check_image(run.value, image, 6, stepped)
    check_team(run, 3)
    inside = run.most_at("filtering")
    assert inside >= 3, diagnose(
        "parent-does-the-work",
        observed=f"{inside} workers inside of func at the same time",
        expected="3 workers inside of func at the same time",
    )


@exercise("row_filter", points=1)
def test_the_image_does_not_travel(student, rng):
    """The image lies in shared memory: neither the image nor its rows travel."""
    image = draw_image(rng, 4096, 256)
    run = student.scenario("weighed", image, 4096, 256, MIRROR, 2, deadline=20.0)
    check_image(run.value["value"], image, 4096, mirrored)
    travelled = run.value["travelled"]
    assert travelled < len(image) // 8, diagnose(
        "pixels-travel",
        observed=f"{travelled:,} bytes went to the workers and back",
        expected=f"a few kilobytes: the {len(image):,} bytes of the image stay where they are",
    )


@exercise("row_filter", points=1.5)
def test_an_exception_comes_home_and_nothing_stays(student, rng):
    """If the filter raises, the caller gets the exception, and no memory stays behind."""
    rows = [draw_image(rng, 8, 1) for _ in range(6)]
    rows[rng.randrange(6)] = b"\x0d" + rng.randbytes(7)
    run = student.call("row_filter", b"".join(rows), 8, 6, NO_RED, 2, deadline=8.0)
    check_no_hang(run, "crashed-child-sends-nothing")
    error = raised_by(run)
    assert error is not None, diagnose(
        "a-child-that-fails-is-silent",
        observed="an image was returned, as if nothing had happened",
        expected="the ValueError of the filter",
    )
    assert error.is_a("ValueError") and "is red" in error.message, diagnose(
        "exception-replaced", observed=f"{error}", expected="the ValueError of the filter"
    )
    assert run.left_behind == [], leak(run)
    image = draw_image(rng, 8, 4)
    run = student.call("row_filter", image, 8, 4, ONE_SHORT, 2, deadline=8.0)
    error = raised_by(run)
    assert error is not None and error.is_a("ValueError"), diagnose(
        "short-row-moves-the-rest",
        observed=f"{error}" if error else "an image was returned",
        expected="ValueError",
    )
    assert run.left_behind == [], leak(run)


def raised_by(run: Outcome) -> Error | None:
    """The exception that the call ended with, or None if it returned."""
    if run.status is not Status.RAISED:
        assert run.value is run.returned
    return run.error


@exercise("row_filter", points=0.5)
def test_images_of_no_rows_and_few(student, rng):
    """An image without rows or without columns, and one with fewer rows than processes."""
    for width, height in ((5, 0), (0, 3), (0, 0)):
        assert student.call("row_filter", b"", width, height, ONE_UP, 2).value == b""
    image = draw_image(rng, 5, 2)
    run = student.call("row_filter", image, 5, 2, ONE_UP, 4)
    check_image(run.value, image, 5, stepped)
    assert run.left_behind == [], leak(run)


# ---------------------------------------------------------------------------- ring_buffer


def draw_messages(rng: Any, count: int, size: int) -> list[bytes]:
    """Messages of all lengths up to `size`, no two alike, and none with a NUL in it."""
    sizes = [size, *(rng.randrange(2, size + 1) for _ in range(count - 1))]
    return [
        bytes([65 + number % 60]) + bytes(rng.randrange(1, 256) for _ in range(length - 1))
        for number, length in enumerate(sizes)
    ]


def check_heard(heard: Any, messages: Sequence[bytes], why: str | None = None) -> None:
    assert heard is not None, "messages from the reader"
    assert None not in heard, diagnose("printed-not-returned")
    assert not any(isinstance(each, Opaque) for each in heard), diagnose("view-not-bytes")
    padded = [
        got.startswith(put) and set(got[len(put) :]) == {0} for got, put in pairs(heard, messages)
    ]
    assert not any(padded), diagnose("length-is-forgotten")
    stale = [
        put != got and got.startswith(put) and len(got) > len(put)
        for got, put in pairs(heard, messages)
    ]
    assert not any(stale), diagnose("length-is-forgotten")
    if why and heard != list(messages):
        diagnose(why, observed=f"{heard!r:.150}", expected=f"{list(messages)!r:.150}")
        assert heard == list(messages), "the messages in order"
    assert heard == list(messages)


def pairs(heard: Any, messages: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    return list(zip(heard, messages, strict=False))


@exercise("ring_buffer", points=1)
def test_messages_come_round(student, rng):
    """What one process puts, another gets: in order, and round the ring several times."""
    messages = draw_messages(rng, 6, 12)
    rounds = [messages[at : at + 2] for at in range(0, 6, 2)]
    run = student.scenario("alone", 3, 12, rounds, deadline=6.0)
    check_no_hang(run, "semaphore-on-the-wrong-side")
    for heard, put in zip(run.value, rounds, strict=True):
        check_heard(heard, put, "ring-does-not-come-round")
    messages = draw_messages(rng, 25, 16)
    run = student.scenario("carried", 4, 16, messages, deadline=6.0)
    check_no_hang(run, "semaphore-on-the-wrong-side")
    if run.status is Status.RETURNED:
        check_children(run)
    check_heard(run.value, messages, run.value != messages and why_mixed_up(student, rng))
    queues = made(run, "Queue", "SimpleQueue", "JoinableQueue")
    assert queues == [], diagnose(
        "queue-instead-of-ring", observed=f"the messages go through a {queues[0]}"
    )
    assert run.left_behind == [], leak(run)
    channels = student.scenario("plumbing", 3, 12, deadline=6.0).value
    assert channels == [], diagnose(
        "queue-instead-of-ring", observed=f"the messages go through a {channels[0]}"
    )


def why_mixed_up(student: Student, rng: Any) -> str | None:
    """Which mistake mixes up messages between two processes: tried on stages that show it."""
    messages = draw_messages(rng, 9, 8)
    run = student.scenario("overfilled", 3, 8, messages, deadline=20.0)
    if run.status is Status.RETURNED and run.value["early"] > 3:
        return "full-ring-is-overwritten"
    first, second = draw_messages(rng, 1, 8)[0], draw_messages(rng, 1, 8)[0]
    run = student.scenario("released_too_early", first, second)
    if run.status is Status.RETURNED and run.value["kept"] == second:
        return "freed-before-read"
    if run.status is Status.RETURNED and run.value["got"] == first:
        return "announced-before-written"
    run = student.scenario("handed_over", 9, 8, [messages[:4], messages[4:]], deadline=6.0)
    if run.status is Status.RETURNED and run.value != [messages[:4], messages[4:]]:
        return "attribute-is-per-process"
    return None


@exercise("ring_buffer", points=1)
def test_bytes_come_out_as_they_went_in(student, rng):
    """Every byte comes out as it went in, and a message that is too long is refused."""
    messages = [b"", b"\0", b"a\0b", b"ab\0\0", rng.randbytes(8), b"\0" * 8]
    run = student.scenario("alone", 3, 8, [messages[at : at + 2] for at in range(0, 6, 2)])
    heard = [each for round_ in run.value for each in round_]
    check_heard(heard, messages, "text-ends-at-nul")
    large = [rng.randbytes(1000), rng.randbytes(256)]
    run = student.scenario("alone", 3, 1000, [large])
    check_heard(run.value[0], large, "type-code-too-narrow")
    long, short = rng.randbytes(9), draw_messages(rng, 2, 8)
    run = student.scenario("too_long", 3, 8, long, short, deadline=5.0)
    if run.status is Status.HUNG:
        diagnose("slot-taken-then-refused")
    assert run.value["said"] == ["ValueError"] * 3, diagnose(
        "too-long-spills-over", observed=", ".join(run.value["said"]), expected="ValueError"
    )
    check_heard(run.value["heard"], short, "too-long-spills-over")


@exercise("ring_buffer", points=1)
def test_a_full_ring_makes_the_writer_wait(student, rng):
    """A writer waits while the ring is full, who waits sleeps, and nothing is overwritten."""
    messages = draw_messages(rng, 9, 8)
    run = student.scenario("overfilled", 3, 8, messages, deadline=20.0)
    early = run.value["early"]
    assert early <= 3, diagnose(
        "full-ring-is-overwritten", observed=f"{early} messages put into a ring of 3 slots"
    )
    assert early == 3, diagnose(
        "one-slot-stays-empty", observed=f"{early} messages fit into 3 slots"
    )
    heard = run.value["heard"]
    mixed_up = heard != messages and why_mixed_up(student, rng)
    check_heard(heard, messages, mixed_up or "full-ring-is-overwritten")
    waited = student.scenario("idle", draw_messages(rng, 1, 6)[0]).value
    for who, slept in waited.items():
        assert slept is not None, f"{who} comes to an end"
        seconds, times = slept
        # Who never sleeps uses little CPU where others take it all, and sleeps for 0 s anywhere.
        assert seconds > 0.3 and times < 8, diagnose(
            "looks-again-and-again",
            observed=f"in one second of waiting, `{who}` slept for {seconds:.2f} s "
            f"and woke {times} times",
            expected="it sleeps until the other side releases it",
        )


@exercise("ring_buffer", points=1)
def test_the_ring_is_handed_over(student, rng):
    """Whoever puts or gets next goes on where the last one stopped, in whatever process."""
    messages = draw_messages(rng, 8, 10)
    shifts = [messages[:2], messages[2:5], messages[5:7], messages[7:]]
    run = student.scenario("handed_over", 9, 10, shifts, deadline=6.0)
    check_no_hang(run, "attribute-is-per-process")
    if run.status is Status.RETURNED:
        check_children(run)
    for heard, put in zip(run.value, shifts, strict=True):
        check_heard(heard, put, "attribute-is-per-process")


@exercise("ring_buffer", points=1)
def test_a_slot_is_announced_when_it_is_ready(student, rng):
    """A slot is announced as full only when it is written, and as free only when it is read."""
    first, second = draw_messages(rng, 1, 8)[0], draw_messages(rng, 1, 8)[0]
    run = student.scenario("released_too_early", first, second)
    assert run.value["got"] == second, diagnose(
        "announced-before-written",
        observed="the reader got what had been in the slot before",
        expected="the message that was put",
    )
    assert run.value["kept"] == first, diagnose(
        "freed-before-read",
        observed="the reader got the message after the one it had asked for",
        expected="each message once",
    )
