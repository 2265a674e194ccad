"""Hidden checks of topic 02_custom_process. DESIGN.md says which mistake each one catches."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from course.checking import Student, diagnose, exercise
from course.run.outcome import Outcome, Status
from course.run.wire import Error, Opaque

# ------------------------------------------------------------------------- what runs tell


PATIENT = 40.0
"""Seconds for a scenario that waits and then sees its processes off. On a busy machine it may wait
for 16 and see off for 8 each. Lower it and what a scenario would have told becomes a mere hang;
raise it and a program that does not end costs as much more."""


def kinds(run: Outcome, kind: str) -> list[Any]:
    """The events of one kind, in order of time."""
    return [event for event in run.events if event["k"] == kind]


def child_errors(run: Outcome) -> str:
    """What ended the children's run(), one `Type: message` a line."""
    ends = [event for event in kinds(run, "ran") if not event.get("ok")]
    return "\n".join(f"{event.get('err')}: {event.get('text')}" for event in ends)


def check_nothing_left(run: Outcome, why: str) -> None:
    """Assert that all processes have ended and have been joined."""
    if run.left_behind:
        diagnose(why)
    assert run.left_behind == []


CHILD_FAILED = {
    r"takes 0 positional|missing \d+ required positional argument": "run-takes-no-arguments",
    r"cannot unpack|not enough values to unpack|object is not (callable|iterable)"
    r"|NoneType|'_(args|target|kwargs)'|index out of range": "name-is-taken",
    r"object has no attribute": "made-on-one-side-only",
}


def why_child_failed(run: Outcome, student: Student, known: dict[str, str] | None = None) -> str:
    """What an exception in run() looks like; the exercise may know some of its own."""
    text = child_errors(run)
    for pattern, name in {**(known or {}), **CHILD_FAILED}.items():
        if name == "name-is-taken" and not re.search(
            r"self\._(args|target|kwargs)", student.source
        ):
            continue
        if re.search(pattern, text):
            return name
    return "run-ends-with-an-exception"


def stored(source: str) -> bool:
    """Whether a run() that gives nothing away keeps things on self, for naming what was seen."""
    return bool(re.search(r"self\.\w+(\.append|\.update|\.add|\[[^\]]*\] =|\.\w+\[)", source))


def why_no_process(student: Student) -> str:
    return "thread-in-disguise" if "Thread" in student.source else "start-replaced"


def why_silent(run: Outcome, student: Student) -> str:
    """The likely reason why nothing came out of a process."""
    if not kinds(run, "start"):
        return why_no_process(student)
    if child_errors(run):
        return why_child_failed(run, student)
    if re.search(r"return\b", student.source.partition("def run")[2]):
        return "what-run-returns-is-lost"
    if stored(student.source) or not re.search(r"\bput|send", student.source):
        return "attributes-stay-in-the-child"
    return "nothing-was-sent"


def why_hung(run: Outcome, student: Student) -> None:
    """Name the likely reason of a call that does not end."""
    if run.status is Status.HUNG and not kinds(run, "start"):
        diagnose("start-replaced")
    elif run.status is Status.HUNG and kinds(run, "join") and "def start" in student.source:
        diagnose("start-waits")


# --------------------------------------------------------------------------------- ticker


def check_ticks(run: Outcome, student: Student, expected: list[int]) -> None:
    """Assert that one ticker made these ticks, itself, and ended well."""
    why_hung(run, student)
    facts = run.value
    [pid], ticks = facts["pids"], facts["ticks"]
    assert ticks or not expected, diagnose(
        why_no_tick(run, student), observed="no tick in the queue"
    )
    pairs = all(isinstance(each, tuple) and len(each) == 2 for each in ticks)
    assert pairs, "pairs (i, pid), such as (0, 4711)"
    for i, who in ticks:
        assert who == pid and pid is not None, diagnose(
            why_pid(who, facts, run, student),
            observed=f"tick {i} bears the pid {who}; " + where(who, facts),
            expected="the pid of the process that was started",
        )
    numbers = [i for i, _ in ticks]
    first = numbers[0] if numbers else 0
    shifted = numbers == [i + first for i in range(len(expected))]
    assert not (shifted and first), diagnose("counted-from-one")
    assert numbers == expected, diagnose(
        why_silent(run, student) if child_errors(run) else "wrong-number-of-ticks",
        observed=f"ticks {numbers}",
        expected=f"ticks {expected}",
    )
    assert facts["more"] == [], diagnose(
        "wrong-number-of-ticks", observed=f"after the last tick came {facts['more']}"
    )


def why_no_tick(run: Outcome, student: Student) -> str:
    why = why_silent(run, student)
    return "sleeps-before-the-first" if why == "nothing-was-sent" else why


def where(pid: Any, facts: dict[str, Any]) -> str:
    return "that is the parent" if pid == facts["here"] else f"the ticker is {facts['pids'][0]}"


def why_pid(who: Any, facts: dict[str, Any], run: Outcome, student: Student) -> str:
    if facts["pids"][0] is None:
        return why_no_process(student)
    made = student.source.partition("def __init__")[2].partition("def ")[0]
    if re.search(r"\.put|self\.run\(|self\.start\(", made):
        return "work-in-init"
    return "asked-in-init" if re.search("pid", made) else "pid-of-another"


def check_end(run: Outcome, student: Student) -> None:
    codes = run.value["exitcodes"]
    assert set(codes) == {0}, diagnose(
        why_child_failed(run, student) if child_errors(run) else "does-not-end-by-itself",
        observed=f"exit codes {codes}",
        expected="0: it ends by itself",
    )


@exercise("ticker", points=0.5)
def test_ticks_of_its_own(student, rng):
    """Ticks are numbered from 0, come from the process itself, and then it ends."""
    n = rng.randrange(3, 9)
    run = student.scenario("tick", n, 0.01, deadline=PATIENT)
    check_ticks(run, student, [*range(n)])
    check_end(run, student)
    check_nothing_left(run, "does-not-end-by-itself")


@exercise("ticker", points=0.5)
def test_no_ticks_and_one(student):
    """A ticker of no ticks only starts and ends; one of one tick doesn't wait after it."""
    run = student.scenario("tick", 0, 0.0, deadline=PATIENT)
    check_ticks(run, student, [])
    check_end(run, student)
    run = student.scenario("tick", 1, 60.0, deadline=PATIENT)
    why_hung(run, student)
    if run.status is Status.HUNG:
        diagnose("sleeps-after-the-last" if kinds(run, "put") else "sleeps-before-the-first")
    check_ticks(run, student, [0])
    assert run.value["exitcodes"] == [0], diagnose("sleeps-after-the-last")


@exercise("ticker", points=0.5)
def test_two_tickers_at_the_same_time(student):
    """start returns at once: two tickers work at the same time."""
    run = student.scenario("tick", 2, 0.01, 2, gate=2, deadline=PATIENT)
    why_hung(run, student)
    facts = run.value
    assert kinds(run, "start"), diagnose(why_silent(run, student))
    assert run.met, diagnose("start-waits")
    by = {pid: [i for i, who in facts["ticks"] if who == pid] for pid in facts["pids"]}
    assert by == {pid: [0, 1] for pid in facts["pids"]}
    check_end(run, student)


@exercise("ticker", points=0.5)
def test_the_pause_lies_between(student):
    """The first tick comes at once, the second one after the interval."""
    run = student.scenario("tick", 3, 60.0, wanted=1, deadline=PATIENT)
    why_hung(run, student)
    ticks = run.value["ticks"]
    assert ticks, diagnose(
        why_no_tick(run, student), observed="no tick in eight seconds, with an interval of a minute"
    )
    assert len(ticks) == 1, diagnose(
        "pause-left-out", observed="two ticks within a second", expected="one tick in a minute"
    )


# ---------------------------------------------------------------------------- hash_worker

IN_A_WORKER = {
    r"FileNotFoundError|IsADirectoryError|PermissionError": "missing-file-ends-the-worker",
    r"UnicodeDecodeError|[Ss]trings must be encoded|Unicode-objects": "read-as-text",
    r"not NoneType|expected str, bytes": "end-marker-taken-for-a-path",
    r"Empty": "empty-is-no-end",
}


def check_records(run: Outcome, student: Student, expected: dict[str, str | None]) -> None:
    """Assert that each path has its record, once."""
    why_hung(run, student)
    records = run.value["records"]
    if child_errors(run) and len(records) < len(expected):
        why = why_child_failed(run, student, IN_A_WORKER)
        lost = sorted(set(expected) - {each[0] for each in records if isinstance(each, tuple)})
        assert not lost, diagnose(
            why, observed=f"no record of {', '.join(lost)}: {child_errors(run).splitlines()[0]}"
        )
    assert records, diagnose(why_no_record(run, student), observed="no record in the queue")
    pairs = all(isinstance(each, tuple) and len(each) == 2 for each in records)
    assert pairs, diagnose("record-is-a-pair", observed=f"{records[0]!r:.120}")
    found = dict(records)
    lost = sorted(set(expected) - set(found))
    assert not lost, diagnose(
        why_lost(lost, run, student, expected), observed=f"no record of {lost}"
    )
    assert len(records) + len(run.value["more"]) == len(expected), "one record for each path"
    for path, digest in expected.items():
        if found[path] != digest:
            why = why_digest(path, found, expected)
            if why is not None:
                diagnose(why)
            assert (path, found[path]) == (path, digest)


def why_no_record(run: Outcome, student: Student) -> str:
    unread = [job for job in run.value["unread"] if job is not None]
    why = why_silent(run, student)
    return "empty-is-no-end" if unread and why == "nothing-was-sent" else why


def why_lost(
    lost: list[str], run: Outcome, student: Student, expected: dict[str, str | None]
) -> str:
    unread = [job for job in run.value["unread"] if job is not None]
    if not run.value["waits"] or (unread and re.search("[Ee]mpty|nowait", student.source)):
        return "empty-is-no-end"
    if all(expected[path] is None for path in lost):
        return "missing-file-is-a-record"
    gone = any(expected[path] is None for path in expected)
    return "missing-file-ends-the-worker" if gone else "one-job-only"


def why_digest(path: str, found: dict[str, Any], expected: dict[str, str | None]) -> str | None:
    got, right = found[path], expected[path]
    if right is None:
        return "missing-file-is-a-record"
    if isinstance(got, bytes) and got.hex() == right:
        return "digest-in-bytes"
    if got == hashlib.sha256(path.encode()).hexdigest():
        return "hash-of-the-path"
    if path.startswith("long"):
        return "first-piece-only"
    good = sum(found[each] == expected[each] for each in expected)
    return "one-hasher-for-all" if 0 < good < len(expected) else None


def check_workers_ended(run: Outcome, student: Student) -> None:
    facts = run.value
    assert facts["waits"], diagnose(
        "empty-is-no-end", observed="the worker ended while no job was there, and no end marker"
    )
    codes = facts["exitcodes"]
    assert facts["pids"] != [None] * len(codes), diagnose(why_no_process(student))
    assert set(codes) == {0}, diagnose(
        why_child_failed(run, student, IN_A_WORKER)
        if child_errors(run)
        else "does-not-end-by-itself",
        observed=f"exit codes {codes} after the end markers",
        expected="exit code 0 each",
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@exercise("hash_worker", points=1)
def test_every_file_has_its_digest(student, rng):
    """Each file's bytes are hashed, whether few or many: text, no text, nothing at all."""
    files = {
        "empty.bin": b"",
        "bytes.bin": bytes([255, 0, 13, 10, 200]) + rng.randbytes(300),
        "text.txt": "罗马 Rom\r\n".encode() * rng.randrange(1, 9),
        "long.bin": rng.randbytes(3_000_001),
    }
    names = rng.sample(list(files), len(files))
    run = student.scenario("hash_files", [names], files=files, deadline=20.0)
    check_records(run, student, {name: digest(data) for name, data in files.items()})
    check_workers_ended(run, student)
    check_nothing_left(run, "does-not-end-by-itself")


@exercise("hash_worker", points=1)
def test_what_cannot_be_read(student, rng):
    """What can't be read, a missing file or a folder, has a record too, and the worker goes on."""
    files = {"folder/inside.txt": rng.randbytes(9), "last.txt": rng.randbytes(99)}
    paths = [f"missing{rng.randrange(100)}.txt", "folder", *files]
    run = student.scenario("hash_files", [paths], files=files, deadline=20.0)
    expected = dict.fromkeys(paths) | {name: digest(data) for name, data in files.items()}
    check_records(run, student, expected)
    check_workers_ended(run, student)


@exercise("hash_worker", points=1)
def test_until_the_end_marker(student, rng):
    """Two workers share the queues, wait for late jobs, and take one end marker each."""
    files = {f"file{number}.bin": rng.randbytes(50) for number in range(6)}
    names = [*files]
    expected = {name: digest(data) for name, data in files.items()}
    run = student.scenario("hash_files", [names[:1], names[1:]], files=files, deadline=20.0)
    check_records(run, student, expected)
    check_workers_ended(run, student)
    run = student.scenario("hash_files", [names], 2, files=files, gate=2, deadline=20.0)
    check_records(run, student, expected)
    assert run.met, diagnose("start-waits")
    check_workers_ended(run, student)
    assert run.value["unread"] == [], diagnose(
        "marker-put-back", observed=f"left in the queue of jobs: {run.value['unread']}"
    )
    check_nothing_left(run, "does-not-end-by-itself")


# ------------------------------------------------------------------------------ stoppable


def words(run: Outcome) -> list[str]:
    return [word for word, _ in run.value["notes"]]


def check_stopped(run: Outcome, student: Student, code: Any) -> None:
    """Assert that the process ended with exit code 0, and say which mistake it looks like."""
    if code == "endless":
        why = why_endless(student)
    elif code is None:
        why = why_no_process(student)
    elif isinstance(code, int) and code < 0:
        why = "stopped-by-force"
    else:
        why = why_child_failed(run, student)
    assert code == 0, diagnose(
        why,
        observed="four seconds after stop() it was still running"
        if code == "endless"
        else f"exit code {code}",
        expected="it ends within a second after stop(), with exit code 0",
    )


def why_endless(student: Student) -> str:
    source = student.source
    if re.search(r"terminate\(|kill\(", source):
        return "stopped-by-force"
    if "threading" in source:
        return "event-of-threads"
    if not re.search(r"Event\(|Value\(|Pipe\(|Queue\(|Semaphore\(|Condition\(|Lock\(", source):
        return "flag-is-copied"
    run = source.partition("def run")[2].partition("def ")[0]
    if re.search(r"self\.\w+ = .*(Event|Value|Queue|Pipe)\(", run):
        return "made-on-one-side-only"
    made = source.partition("def __init__")[2].partition("def ")[0]
    if not re.search(r"(Event|Value|Queue|Pipe|Semaphore|Condition|Lock)\(", made):
        return "event-not-on-self"
    return "sleeps-through-stop"


def explain_stop(run: Outcome, student: Student) -> None:
    """Name the likely reason where calling stop() raised, or the scenario never ended."""
    why_hung(run, student)
    if run.error is not None and run.error.is_a("SystemExit"):
        diagnose("stop-runs-in-the-parent")
    elif run.error is not None and re.search("object has no attribute", str(run.error)):
        diagnose("made-on-one-side-only")
    elif run.status is Status.RAISED and re.search("terminate|kill", student.source):
        diagnose("stopped-by-force")


def check_tour(run: Outcome, student: Student) -> None:
    """Assert that sights came from the process itself, and last of all, once, the keys."""
    said, pid = run.value["notes"], run.value.get("pid")
    steps = [who for word, who in said if word == "sight"]
    assert steps, diagnose(why_silent_guide(run, student), observed="step() was never called")
    for word, who in said:
        assert who == pid, diagnose(
            "cleanup-in-the-parent" if word == "keys" else "start-replaced",
            observed=f"{'cleanup' if word == 'keys' else 'step'} was called in the parent",
            expected="in the process itself",
        )
    check_keys(said)


def check_keys(said: list[Any]) -> None:
    keys = [word for word, _ in said].count("keys")
    assert keys == 1 and said[-1][0] == "keys", diagnose(
        "cleanup-without-finally" if keys == 0 else "cleanup-more-than-once",
        observed=f"cleanup() was called {keys} times, and last of all came {said[-1][0]!r}",
        expected="cleanup() once, at the end",
    )


def why_silent_guide(run: Outcome, student: Student) -> str:
    why = why_silent(run, student)
    return "step-never-called" if why.startswith(("nothing", "attributes", "what-run")) else why


@exercise("stoppable", points=1)
def test_step_by_step_until_it_is_stopped(student, rng):
    """step() is called again and again, then cleanup(), all in the process itself."""
    sights = rng.randrange(3, 7)
    run = student.scenario("call_off", 0.02, sights, deadline=PATIENT)
    explain_stop(run, student)
    check_stopped(run, student, run.value["exitcode"])
    check_tour(run, student)
    assert words(run).count("sight") >= sights, diagnose("one-step-only")
    check_nothing_left(run, "does-not-end-by-itself")


@exercise("stoppable", points=1)
def test_the_pause_costs_nothing_and_ends_at_once(student):
    """In a pause the process sleeps, and stop() ends even a pause of a minute."""
    run = student.scenario("call_off", 60.0, 1, 0.3, deadline=PATIENT)
    explain_stop(run, student)
    check_stopped(run, student, run.value["exitcode"])
    check_tour(run, student)
    assert words(run) == ["sight", "keys"], diagnose(
        "one-step-too-many" if words(run).count("sight") == 2 else "no-pause-between-steps",
        observed=f"{words(run).count('sight')} steps",
        expected="one step, then a pause that ends with stop(), then cleanup()",
    )
    run = student.scenario("pause_for_a_second", deadline=PATIENT)
    spent = run.value["spent"]
    assert spent is not None, "two steps, a second apart"
    sleeps, asleep = spent
    # A pause that sleeps does so for its second, wherever it stands in line afterwards.
    assert asleep > 0.5 and sleeps <= 2 + 6 * asleep, diagnose(
        "looks-instead-of-waiting",
        observed=f"in a pause of one second it slept for {asleep:.2f} s and woke up {sleeps} times",
        expected="it sleeps until the time is over",
    )


@exercise("stoppable", points=1)
def test_a_step_is_finished_and_others_go_on(student):
    """stop() doesn't wait and doesn't interrupt, and it stops no other process."""
    run = student.scenario("call_off_in_a_step", deadline=PATIENT)
    explain_stop(run, student)
    cut_short = "begun" in words(run) and "sight" not in words(run)
    assert not cut_short or run.value["exitcode"] == "endless", diagnose(
        "stopped-by-force",
        observed=f"exit code {run.value['exitcode']}, and the step was not finished",
        expected="the step is finished, then comes the cleanup",
    )
    check_stopped(run, student, run.value["exitcode"])
    assert "held" not in words(run), diagnose("stop-waits")
    assert words(run).count("begun") == 1, diagnose("one-step-too-many")
    assert words(run) == ["begun", "free", "sight", "keys"]
    run = student.scenario("one_of_two", deadline=PATIENT)
    explain_stop(run, student)
    codes = run.value["exitcodes"]
    assert run.value["goes_on"], diagnose("event-not-on-self", observed="the other one ended, too")
    for code in codes:
        check_stopped(run, student, code)


@exercise("stoppable", points=1)
def test_a_step_that_fails_and_a_stop_that_comes_early(student):
    """After an exception comes the cleanup and exit code 1; stop() is possible at any time."""
    run = student.scenario("fail_in_a_step", deadline=PATIENT)
    explain_stop(run, student)
    if run.status is Status.HUNG and kinds(run, "set"):
        diagnose("dead-waiter-blocks-stop")
    code = run.value["exitcode"]
    assert code != "endless" and words(run).count("begun") <= 1, diagnose("exception-swallowed")
    assert words(run) == ["begun", "keys"], diagnose(
        "cleanup-without-finally" if "keys" not in words(run) else "cleanup-more-than-once",
        observed=", ".join(words(run)),
        expected="the step that fails, then the cleanup",
    )
    assert code == 1, diagnose("exception-swallowed", observed=f"exit code {code}", expected="1")
    run = student.scenario("stop_before_start", deadline=PATIENT)
    explain_stop(run, student)
    code = run.value["exitcode"]
    check_stopped(run, student, code)
    assert "sight" not in words(run), diagnose("one-step-too-many", observed="a step after stop()")


# ------------------------------------------------------------------------- result_process


def explain_result(run: Outcome, student: Student, if_hung: str) -> None:
    """Name the likely reason of a call that hangs."""
    if run.status is not Status.HUNG:
        return
    if not kinds(run, "start"):
        diagnose("start-replaced")
    elif run.blocked is not None and run.blocked.pattern == "join-before-drain":
        diagnose("joined-before-reading")
    elif child_errors(run):
        diagnose(why_child_failed(run, student, IN_A_RESULT))
    else:
        diagnose(if_hung)


IN_A_RESULT = {
    r"[Pp]ickl|local object": "cannot-be-packed",
    r"LookupError|TooFar|NoRoom|Sealed": "exception-ends-the-child",
}


def check_answer(run: Outcome, student: Student, got: Any, how: str, what: Any = None) -> None:
    """Assert that result() returned this value (`what`), or anything if `how` is "raised"."""
    why = why_answer(run, student, got, how)
    if why is not None:
        diagnose(why)
    assert got[0] == how, (
        f"result() {'returns the value' if how == 'returned' else 'raises the exception'}"
    )
    if how == "returned":
        assert not isinstance(got[1], Opaque), "the value itself"
        assert got[1] == what


def why_answer(run: Outcome, student: Student, got: Any, how: str) -> str | None:
    """What it looks like if result() returned where it should raise, or the other way round."""
    said, what = got
    if said == how:
        return None
    error = what if isinstance(what, Error) else None
    if how == "raised":
        return "exception-returned-not-raised" if what is not None else "nothing-comes-back"
    if error is None:
        return None
    if error.is_a("AttributeError"):
        return "attributes-stay-in-the-child"
    if child_errors(run):
        return why_child_failed(run, student, IN_A_RESULT)
    return None


@exercise("result_process", points=1)
def test_the_value_comes_home(student, rng):
    """What func returns in the child comes home, whatever it is, as often as it is asked for."""
    run = student.scenario("who_works")
    explain_result(run, student, "nothing-comes-back")
    facts = run.value
    how, who = facts["answer"]
    nothing = how == "returned" and who is None
    assert not nothing, diagnose(why_no_value(student), observed="result() returned None")
    check_answer(run, student, facts["answer"], "returned", who)
    assert who == facts["pid"], diagnose(
        "work-in-the-parent" if kinds(run, "start") else why_no_process(student),
        observed=f"func ran in process {who}"
        + (", the parent" if who == facts["here"] else f", not in {facts['pid']}"),
        expected="func runs in the process that was started",
    )
    number = rng.randrange(100)
    run = student.scenario("ask", [f"report-{number}"], 2)
    explain_result(run, student, "answer-read-twice")
    [(first, again)] = run.value
    check_answer(run, student, first, "returned", f"report of report-{number}")
    assert again == first, diagnose("answer-read-twice", observed=f"asked again: {again}")
    check_nothing_left(run, "result-without-join")
    orders = {"none-1": None, "zero-1": 0, "empty-1": ""}
    run = student.scenario("ask", [*orders], 2)
    explain_result(run, student, "empty-value-is-a-value")
    for (order, value), answers in zip(orders.items(), run.value, strict=True):
        assert answers == [("returned", value)] * 2, diagnose(
            "empty-value-is-a-value",
            observed=f"{order}: {answers}",
            expected=f"result() returns {value!r}, however often it is asked",
        )
    check_nothing_left(run, "result-without-join")
    arguments = (number, "sight", [number])
    run = student.scenario("with_arguments", arguments)
    some, none = run.value
    check_answer(run, student, some, "returned", [*reversed(arguments)])
    check_answer(run, student, none, "returned", {})


def why_no_value(student: Student) -> str:
    if re.search(r"return\b", student.source.partition("def run")[2].partition("def ")[0]):
        return "what-run-returns-is-lost"
    sends = re.search(r"\.(send|put|send_bytes)\(", student.source)
    return "nothing-comes-back" if sends else "attributes-stay-in-the-child"


@exercise("result_process", points=1)
def test_the_exception_comes_home(student, rng):
    """result() raises what func has raised, with its class and its arguments."""
    number = rng.randrange(100)
    orders = [f"lost-{number}", f"far-{number}", f"regret-{number}"]
    run = student.scenario("ask", orders, 2)
    explain_result(run, student, "exception-ends-the-child")
    (lost, again), (far, _), (regret, _) = run.value
    for got, kind, arguments in (
        (lost, "LookupError", (orders[0],)),
        (far, "TooFar", (orders[1], number)),
    ):
        check_answer(run, student, got, "raised")
        error = got[1]
        ended = isinstance(error, Error) and error.type in ("ChildProcessError", "EOFError")
        assert not ended, diagnose("exception-ends-the-child", observed=f"{error}")
        right = isinstance(error, Error) and error.is_a(kind) and error.args == arguments
        assert right, diagnose(
            "text-instead-of-exception", observed=f"{error!r}", expected=f"{kind}{arguments}"
        )
    assert again == lost, diagnose("answer-read-twice", observed=f"asked again: {again}")
    assert regret[0] == "returned", diagnose(
        "value-taken-for-a-failure",
        observed="func has returned an exception object, and result() raised it",
        expected="result() returns it",
    )
    check_nothing_left(run, "result-without-join")


@exercise("result_process", points=1)
def test_what_cannot_travel(student, rng):
    """A value or an exception that can't be sent becomes a RuntimeError that names its class."""
    number = rng.randrange(1, 100)
    names = {f"sealed-{number}": "Sealed", f"full-{number}": "NoRoom", "lambda-1": "function"}
    for order, name in names.items():
        run = student.scenario("ask", [order], deadline=8.0)
        explain_result(run, student, "cannot-be-packed")
        [[(how, error)]] = run.value
        at_home = name == "NoRoom" and isinstance(error, Error) and error.is_a("TypeError")
        why = "unpacking-fails-at-home" if at_home else "cannot-be-packed"
        fine = how == "raised" and isinstance(error, Error) and error.is_a("RuntimeError")
        assert fine and name in error.message, diagnose(
            why, observed=f"result() {how} {error}", expected=f"RuntimeError: ... {name} ..."
        )
        check_nothing_left(run, "result-without-join")


@exercise("result_process", points=1)
def test_large_answers_and_timeouts(student, rng):
    """Large answers come home; a timeout ends the waiting and not the work."""
    sizes = [8, rng.randrange(2, 8)]
    run = student.scenario("big_answers", [f"big-{size}" for size in sizes], deadline=15.0)
    explain_result(run, student, "joined-before-reading")
    for size, got in zip(sizes, run.value, strict=True):
        right = bytes([size]) * (size << 20)
        expected = ("returned", len(right), hashlib.sha256(right).hexdigest())
        assert got == expected, diagnose("joined-before-reading", observed=f"{got}")
    number = rng.randrange(100)
    run = student.scenario("ask_too_early", f"report-{number}", deadline=14.0)
    if run.status is Status.HUNG:
        diagnose("timeout-not-passed-on")
    early = run.value["early"]
    if early[0][0] == "raised" and early[0][1].is_a("TimeoutError"):
        assert run.value["alive"], diagnose("timeout-ends-the-process")
    for how, error in early:
        assert how == "raised" and isinstance(error, Error) and error.is_a("TimeoutError"), (
            diagnose(
                why_early(run.value),
                observed=f"no answer yet, and result(0.2) {how} {error!r}",
                expected="TimeoutError",
            )
        )
    assert run.value["late"] == ("returned", f"report of report-{number}"), diagnose(
        "timeout-is-remembered", observed=f"asked again when it was ready: {run.value['late']}"
    )
    check_nothing_left(run, "result-without-join")
    run = student.scenario("together", 2, deadline=20.0)
    assert run.value == [("returned", True)] * 2, diagnose("start-waits")


def why_early(facts: dict[str, Any]) -> str:
    how, what = facts["early"][0]
    if how == "returned":
        return "timeout-not-passed-on" if what is not None else "timeout-is-none"
    return "another-error-for-the-timeout"


@exercise("result_process", points=1)
def test_a_death_is_noticed(student, rng):
    """A process that is gone without an answer is a ChildProcessError, and soon."""
    for order in (f"gone-{rng.randrange(1, 100)}", "struck-9", "home-0"):
        run = student.scenario("death", order, deadline=7.0)
        if run.status is Status.HUNG:
            clean = order == "home-0"
            diagnose("exit-code-zero-is-no-answer" if clean else why_death_unseen(run, student))
        how, error = run.value
        assert how == "raised", diagnose(
            "exit-code-zero-is-no-answer" if order == "home-0" else "death-is-no-answer",
            observed=f"{order}: result() {how} {error!r}",
        )
        assert isinstance(error, Error)
        assert not error.is_a("SystemExit"), diagnose("sys-exit-comes-home")
        assert error.is_a("ChildProcessError"), diagnose(
            "end-of-file-comes-through", observed=f"{error}", expected="ChildProcessError"
        )
        check_nothing_left(run, "result-without-join")


def why_death_unseen(run: Outcome, student: Student) -> str:
    if not kinds(run, "start"):
        return "start-replaced"
    closes = re.search(r"\.close\(", student.source)
    return "others-hold-the-end" if closes else "nobody-notices-the-death"
