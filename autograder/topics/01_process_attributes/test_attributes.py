"""Hidden checks of topic 01_process_attributes. DESIGN.md says which mistake each one catches."""

from __future__ import annotations

import re
from typing import Any

from course.checking import Student, diagnose, exercise, sample
from course.run.outcome import Outcome, Status
from course.run.wire import Error, Opaque

ERRAND = sample("course.samples.attributes:errand")
WRITE_NOTE = sample("course.samples.attributes:write_note")

# ------------------------------------------------------------------------- what runs tell


def by_itself(run: Outcome) -> Error | None:
    """The exception that the call ended with, or None if it returned.

    A call that hung, or whose process is gone, fails the check with that verdict.
    """
    if run.status is not Status.RAISED:
        assert run.value is run.returned
    return run.error


def kinds(run: Outcome, kind: str) -> list[Any]:
    return [event for event in run.events if event["k"] == kind]


def children(run: Outcome) -> set[int]:
    """The pids of the processes that the call started."""
    return {event["child"] for event in kinds(run, "start")}


def check_nothing_left(run: Outcome) -> None:
    """Assert that all processes are gone, and say which mistake it looks like."""
    if run.left_behind:
        impatient = any(join.get("timeout") is not None for join in kinds(run, "join"))
        late = impatient and not kinds(run, "terminate")
        diagnose("timeout-is-not-the-end" if late else "ended-but-not-joined")
    assert run.left_behind == []


def child_errors(run: Outcome) -> str:
    """What ended the children's functions, one `Type: message` a line."""
    ends = [event for event in kinds(run, "ran") if not event.get("ok")]
    return "\n".join(f"{event.get('err')}: {event.get('text')}" for event in ends)


def check_not_lost(value: object) -> None:
    """Assert that the function returned anything at all."""
    assert value is not None, diagnose("shown-not-returned")


# ------------------------------------------------------------------------------- describe


def check_description(run: Outcome, *, started: bool, alive: bool, exitcode: int | None) -> None:
    """Assert that `describe` told the truth about the process of the scenario `look`."""
    if run.status is Status.HUNG:
        diagnose("describing-waits")
    facts = run.value
    said = facts["said"]
    check_not_lost(said)
    assert isinstance(said, dict), diagnose("no-plain-dict", observed=f"{said!r:.100}")
    assert not any(isinstance(value, Opaque) for value in said.values()), diagnose(
        "method-not-called", observed=f"{said!r:.200}"
    )
    assert said.keys() == {"name", "pid", "alive", "daemon", "exitcode"}
    pid = facts["pid"] if started else None
    assert started or not facts["started"], diagnose("describing-starts-it")
    assert said["pid"] == pid, diagnose(
        why_pid(said["pid"], facts),
        observed=f"pid {said['pid']!r}",
        expected=f"pid {pid!r}",
    )
    assert said["exitcode"] == exitcode and type(said["exitcode"]) is type(exitcode), diagnose(
        why_exitcode(said["exitcode"], exitcode),
        observed=f"exitcode {said['exitcode']!r}",
        expected=f"exitcode {exitcode!r}",
    )
    assert said["alive"] is alive, diagnose(
        why_alive(started, alive), observed=f"alive {said['alive']!r}", expected=f"alive {alive!r}"
    )
    assert said["name"] == facts["name"]


def why_pid(said: object, facts: dict[str, Any]) -> str:
    if said == facts["here"]:
        return "pid-of-the-parent"
    return "name-is-no-number" if str(said) in facts["name"] else "pid-before-start"


def why_exitcode(said: object, exitcode: int | None) -> str:
    if isinstance(said, bool):
        return "exitcode-is-no-truth-value"
    if exitcode is None:
        return "none-is-not-zero"
    return "exitcode-is-a-number-with-a-sign"


def why_alive(started: bool, alive: bool) -> str:
    if alive:
        return "method-not-called"
    return "a-pid-is-no-sign-of-life" if started else "not-started-is-not-alive"


def courier(rng: Any) -> str:
    return f"courier-{rng.randrange(100, 1000)}"


@exercise("describe", points=0.5)
def test_a_running_process(student, rng):
    """A running process: its own name, its own pid, alive, and no exit code yet."""
    name = courier(rng)
    run = student.scenario("look", "running", name, False, "done-1", deadline=5.0)
    check_description(run, started=True, alive=True, exitcode=None)
    assert run.value["said"]["daemon"] is False
    assert run.value["untouched"] is True
    joins = [event for event in kinds(run, "join") if event["at"] and event["at"][0] == "describe"]
    assert not joins, diagnose("a-short-join-waits", observed=f"join() in line {joins[0]['at'][1]}")


@exercise("describe", points=0.5)
def test_a_process_that_was_never_started(student, rng):
    """Before start there is no process yet: no pid, not alive, no exit code."""
    run = student.scenario("look", "new", courier(rng), True, "done-1", deadline=6.0)
    check_description(run, started=False, alive=False, exitcode=None)
    assert run.value["said"]["daemon"] is True


@exercise("describe", points=0.5)
def test_how_it_ended(student, rng):
    """After join the exit code says how it ended: 0, sys.exit's number, 1, or minus a signal."""
    number = rng.randrange(3, 100)
    ends = {f"note-{number}": number, "struck-9": -9, "lost-1": 1, "done-1": 0}
    for order, code in ends.items():
        run = student.scenario("look", "over", courier(rng), False, order, deadline=6.0)
        check_description(run, started=True, alive=False, exitcode=code)
    run = student.scenario("look_at_a_zombie", f"note-{number}")
    check_description(run, started=True, alive=False, exitcode=number)


@exercise("describe", points=0.5)
def test_names_are_only_labels(student, rng):
    """A name is a label: any text, also one that looks like another process's."""
    for name in (None, f"Process-{rng.randrange(50, 90)}", "信使", ""):
        run = student.scenario("look", "running", name, True, "done-1", deadline=5.0)
        check_description(run, started=True, alive=True, exitcode=None)
        assert run.value["said"]["daemon"] is True
    names = [courier(rng), "somebody else"]
    said = student.scenario("look_at_two", names).value
    assert [each["name"] for each in said] == names, diagnose("one-dict-for-all")


# -------------------------------------------------------------------------------- run_all


def why_not_together(run: Outcome, student: Student) -> str:
    """The likely reason why the processes never met at the gate."""
    if not kinds(run, "start"):
        return "run-instead-of-start" if ".run()" in student.source else "no-process-started"
    return "join-inside-the-start-loop"


def check_codes(codes: object, expected: list[int], run: Outcome) -> None:
    """Assert that these are the exit codes, and say which mistake it looks like."""
    check_not_lost(codes)
    why = why_codes(codes, expected, run)
    if why:
        assert codes == expected, diagnose(why)
    assert codes == expected


def why_codes(codes: object, expected: list[int], run: Outcome) -> str | None:
    if not isinstance(codes, list):
        return None
    if codes and all(isinstance(code, bool) for code in codes):
        return "exitcode-is-no-truth-value"
    if codes and all(code is None for code in codes):
        joined = kinds(run, "join")
        return "join-tells-nothing" if joined else "exitcode-before-the-end"
    if None in codes:
        return "timeout-is-not-the-end"
    if "object is not callable" in child_errors(run):
        return "target-called"
    if "daemonic processes" in child_errors(run):
        return "daemons-have-no-children"
    if re.search(r"positional argument|must be an iterable", child_errors(run)):
        return "arguments-packed-wrongly"
    if sorted(codes) == sorted(expected) and codes != expected:
        return "codes-out-of-order"
    if any(expected) and not any(code < 0 or code > 1 for code in codes):
        return "exception-stays-in-the-child"
    if min(expected, default=0) < 0 and min(codes, default=0) >= 0:
        return "exitcode-is-a-number-with-a-sign"
    return None


@exercise("run_all", points=1)
def test_each_one_gets_its_arguments(student, rng):
    """func runs once for each tuple of arguments, each time in a process of its own."""
    notes = {f"note{number}.txt": f"text-{rng.randrange(10**6)}" for number in range(3)}
    run = student.call("run_all", WRITE_NOTE, list(notes.items()), collect=list(notes))
    check_codes(run.value, [0, 0, 0], run)
    assert children(run), diagnose(
        "run-instead-of-start" if ".run()" in student.source else "no-process-started"
    )
    for path, text in notes.items():
        assert path in run.files, f"a file {path}, written by func{(path, text)!r}"
        got, pid = run.files[path].decode().split()
        assert got == text
        assert int(pid) in children(run), diagnose(
            "target-called", observed=f"process {pid}, the parent, ran func", expected="a child"
        )
    check_nothing_left(run)


@exercise("run_all", points=1)
def test_all_of_them_at_the_same_time(student, rng):
    """All processes are at work at the same time."""
    orders = [(f"done-{number}",) for number in rng.sample(range(100), 3)]
    run = student.call("run_all", ERRAND, orders, gate=3)
    check_codes(run.value, [0, 0, 0], run)
    assert run.met, diagnose(why_not_together(run, student))
    check_nothing_left(run)


@exercise("run_all", points=0.5)
def test_exit_codes_in_order(student, rng):
    """Each exit code stands where its arguments stood, whoever is ready first, however it ended."""
    number = rng.randrange(3, 100)
    ends = {f"note-{number}": number, "struck-9": -9, "lost-1": 1, "words-1": 1, "done-1": 0}
    orders = ["stroll-1", *rng.sample(list(ends), len(ends))]
    run = student.call("run_all", ERRAND, [(order,) for order in orders])
    if run.error is not None and (run.error.is_a("SystemExit") or run.error.is_a("LookupError")):
        diagnose(why_in_the_parent(student))
    if run.status is Status.DIED:
        diagnose(why_in_the_parent(student))
    check_codes(run.value, [0, *(ends[order] for order in orders[1:])], run)
    check_nothing_left(run)


def why_in_the_parent(student: Student) -> str:
    return "run-instead-of-start" if ".run()" in student.source else "target-called"


@exercise("run_all", points=0.5)
def test_nobody_and_somebody_with_a_helper(student, rng):
    """No arguments are no processes; and func may start processes of its own."""
    run = student.call("run_all", ERRAND, [])
    assert run.value == []
    number = rng.randrange(100)
    run = student.call("run_all", ERRAND, [(f"team-{number}",), ("done-1",)])
    check_codes(run.value, [0, 0], run)
    check_nothing_left(run)


# ----------------------------------------------------------------------- run_with_timeout


def check_word(run: Outcome, expected: str, why: str) -> None:
    """Assert that the call returned this word; otherwise the diagnosis is `why`."""
    check_not_lost(run.value)
    assert run.value in ("ok", "error", "timeout"), "one of 'ok', 'error' and 'timeout'"
    assert run.value == expected, diagnose(why, observed=f"{run.value!r}", expected=f"{expected!r}")


def why_wrong_word(run: Outcome, student: Student, order: str) -> str:
    """The likely reason for a wrong word about an errand that ended in time."""
    if not kinds(run, "start"):
        return "no-process-started"
    if "object is not callable" in child_errors(run):
        return "target-called"
    if run.value == "timeout":
        return "pool-hides-a-death" if "Pool" in student.source else "join-tells-nothing"
    if run.value == "ok" and order.startswith("struck"):
        return "exitcode-is-a-number-with-a-sign"
    if run.value == "ok" and re.search(r"except\b", student.source):
        return "exception-stays-in-the-child"
    return "exitcode-is-no-truth-value"


@exercise("run_with_timeout", points=1)
def test_ended_in_time(student, rng):
    """An errand that ends in time is 'ok', or 'error' if it raised; nobody waits any longer."""
    for order, word in ((f"done-{rng.randrange(100)}", "ok"), ("lost-1", "error")):
        run = student.call("run_with_timeout", ERRAND, (order,), 25.0, deadline=10.0)
        if run.status is Status.HUNG:
            diagnose("sleep-instead-of-join")
        if run.error is not None and run.error.is_a("LookupError"):
            diagnose(why_in_the_parent(student))
        check_word(run, word, why_wrong_word(run, student, order))
        check_nothing_left(run)


@exercise("run_with_timeout", points=1)
def test_too_slow(student, rng):
    """An errand that takes too long is 'timeout', and its process is gone afterwards."""
    run = student.call("run_with_timeout", ERRAND, (f"trip-{rng.randrange(100)}",), 0.4)
    if run.status is Status.HUNG:
        diagnose(why_waits_for_the_slow(run, student))
    check_word(run, "timeout", why_not_timeout(run))
    check_nothing_left(run)


def why_not_timeout(run: Outcome) -> str:
    if kinds(run, "terminate"):
        return "looked-after-the-kill"
    return "none-is-not-zero"


def why_waits_for_the_slow(run: Outcome, student: Student) -> str:
    if not kinds(run, "start"):
        return why_in_the_parent(student)
    return "join-without-an-end"


@exercise("run_with_timeout", points=1)
def test_every_way_to_end_badly(student, rng):
    """sys.exit with a number or a text, os._exit and a signal are 'error'; sys.exit(0) is 'ok'."""
    number = rng.randrange(2, 100)
    orders = ["struck-9", f"note-{number}", f"gone-{number}", "words-1", "note-0"]
    for order in orders:
        run = student.call("run_with_timeout", ERRAND, (order,), 25.0, deadline=10.0)
        word = "ok" if order == "note-0" else "error"
        check_word(run, word, why_wrong_word(run, student, order))
        check_nothing_left(run)


@exercise("run_with_timeout", points=1)
def test_a_process_that_refuses_to_leave(student):
    """A process that ignores SIGTERM is gone, too, and soon."""
    run = student.scenario("refuses_to_leave", 0.4, deadline=6.0)
    if run.status is Status.HUNG:
        diagnose("terminate-is-a-request")
    check_word(run, "timeout", why_not_timeout(run))
    assert run.left_behind == [], diagnose("terminate-is-a-request")


# -------------------------------------------------------------------------- parallel_copy


def check_same(got: bytes | None, original: bytes, why: str | None = None) -> None:
    """Assert that the copy is the original; two long byte strings are hard to compare by eye."""
    if why is not None and got != original:
        assert difference(got, original) == "nothing", diagnose(
            why, observed=difference(got, original), expected=f"a copy of {len(original)} bytes"
        )
    assert difference(got, original) == "nothing", "the same bytes in the copy"


def difference(got: bytes | None, original: bytes) -> str:
    if got is None:
        return "there is no copy"
    if got == original:
        return "nothing"
    if len(got) != len(original):
        return f"a copy of {len(got)} bytes instead of {len(original)}"
    first = next(at for at in range(len(got)) if got[at] != original[at])
    return f"the same size, but other bytes from {first} on"


def why_copy(got: bytes | None, original: bytes, run: Outcome, student: Student) -> str | None:
    """The likely reason for a wrong copy."""
    source = student.source
    if re.search(r"['\"](ab\+?|a\+b)['\"]", source):
        return "append-ignores-seek"
    if re.search(r"['\"](wb\+?|w\+b)['\"]", source) and "wb" in copy_range_text(source):
        return "each-part-empties-the-file"
    if re.search(r"UnicodeDecodeError|bytes-like|not bytes", child_errors(run)):
        return "text-mode-for-bytes"
    if "positional argument" in child_errors(run):
        return "arguments-packed-wrongly"
    if got is None or "FileNotFoundError" in child_errors(run):
        return "no-file-to-write-into" if "r+b" in source else None
    if len(got) != len(original) or got[: len(original) - 1] == original[:-1]:
        return "odd-byte-lost" if abs(len(got) - len(original)) < 8 else None
    return None


def copy_range_text(source: str) -> str:
    found = re.search(r"def copy_range\(.*?(?=\n\S|\Z)", source, re.DOTALL)
    return found[0] if found else source


def check_number(run: Outcome, size: int) -> None:
    check_not_lost(run.value)
    assert run.value == size


@exercise("parallel_copy", points=1)
def test_the_copy_is_the_original(student, rng):
    """A file is copied, byte for byte, and the number of its bytes is returned."""
    original = rng.randbytes(2 * rng.randrange(20_000, 40_000) + 1)
    run = student.call(
        "parallel_copy", "src.bin", "dst.bin", files={"src.bin": original}, collect=["dst.bin"]
    )
    assert run.value is run.returned
    got = run.files.get("dst.bin")
    check_same(got, original, why_copy(got, original, run, student))
    check_number(run, len(original))
    check_nothing_left(run)


@exercise("parallel_copy", points=1)
def test_ranges_in_any_order(student, rng):
    """copy_range touches its own range only, and ranges may be copied in any order."""
    original = rng.randbytes(1000)
    first, second = (0, 300), (300, 650)
    for order in ([first, second], [second, first]):
        run = student.scenario(
            "ranges", 1000, [list(part) for part in order], files={"src.bin": original},
            collect=["dst.bin"],
        )  # fmt: skip
        sizes = run.value
        why = "each-part-empties-the-file" if min(sizes) < 1000 else None
        why = "append-ignores-seek" if max(sizes) > 1000 else why
        got, expected = run.files.get("dst.bin"), original[:950] + b"\xff" * 50
        check_same(got, expected, why)


@exercise("parallel_copy", points=1)
def test_sizes_that_do_not_divide(student, rng):
    """Sizes that do not divide: no byte, one byte, odd sizes, and more parts than bytes."""
    sizes = {0: 2, 1: 2, 3: 5, 101: 2, 1000: 7, 1001: 3}
    files = {f"src{size}.bin": rng.randbytes(size) for size in sizes}
    jobs = [[f"src{size}.bin", f"dst{size}.bin", parts] for size, parts in sizes.items()]
    names = [job[1] for job in jobs]
    run = student.scenario("copies", jobs, files=files, collect=names, deadline=20.0)
    assert run.value is not None
    for size, name in zip(sizes, names, strict=True):
        got, original = run.files.get(name), files[f"src{size}.bin"]
        check_same(got, original, why_copy(got, original, run, student))
    assert run.value == list(sizes)


@exercise("parallel_copy", points=1)
def test_parts_are_copied_at_the_same_time(student, rng):
    """As many processes as there are parts copy at the same time."""
    original = rng.randbytes(3001)
    run = student.call(
        "parallel_copy", "src.bin", "dst.bin", 3, files={"src.bin": original},
        collect=["dst.bin"], gate=3,
    )  # fmt: skip
    check_number(run, len(original))
    check_same(run.files.get("dst.bin"), original)
    together = "join-inside-the-start-loop" if run.overlapping_workers < 2 else "parts-ignored"
    assert run.met, diagnose(together if run.sightings else "no-process-started")
    check_nothing_left(run)
    check_copied_by_others(student, rng.randbytes(2_000_001))


def check_copied_by_others(student: Student, original: bytes) -> None:
    """Assert that the processes copy, and not the caller while they only look busy."""
    files = {"src.bin": original}
    run = student.scenario("copy_and_tell", "src.bin", "dst.bin", 3, files=files)
    assert run.value["value"] == len(original)
    read = run.value["read"] or 0
    assert read < len(original) // 2, diagnose(
        "copied-by-the-parent",
        observed=f"the parent itself read {read:,} of {len(original):,} bytes",
    )


@exercise("parallel_copy", points=1)
def test_what_was_there_and_what_is_not(student, rng):
    """An older, longer dst leaves nothing behind, and what goes wrong is told to the caller."""
    original, old = rng.randbytes(501), rng.randbytes(900)
    files = {"src.bin": original, "dst.bin": old, "folder/inside": b""}
    run = student.call("parallel_copy", "src.bin", "dst.bin", 2, files=files, collect=["dst.bin"])
    check_number(run, len(original))
    got = run.files.get("dst.bin")
    check_same(got, original, "old-end-stays" if got and len(got) == len(old) else None)
    run = student.call("parallel_copy", "nowhere", "dst.bin", 2, files=files, collect=["dst.bin"])
    check_told(run, "FileNotFoundError", "src is not there")
    check_same(run.files.get("dst.bin"), old, "emptied-before-looking")
    run = student.call("parallel_copy", "folder", "dst.bin", 2, files=files)
    check_told(run, "OSError", "src cannot be read")


def check_told(run: Outcome, kind: str, case: str) -> None:
    """Assert that the caller got an exception of this kind."""
    error = by_itself(run)
    assert error is not None, diagnose(
        "exitcodes-never-read",
        observed=f"{case}, and parallel_copy returned {run.returned!r}",
        expected=f"{kind} where parallel_copy was called",
    )
    assert error.is_a(kind), diagnose(
        "exitcodes-never-read", observed=f"{case}: {error}", expected=kind
    )


# ------------------------------------------------------------------------ start_heartbeat


def check_heart(run: Outcome) -> dict[str, Any]:
    """Assert that a started process came back, and return what was heard of it."""
    heard: dict[str, Any] = run.value
    assert heard["returned"] != "NoneType", diagnose("shown-not-returned")
    assert heard["process"], diagnose(
        "thread-is-no-process" if "Thread" in heard["returned"] else "no-process-started",
        observed=f"a {heard['returned']} came back",
        expected="the Process that was started",
    )
    assert heard["pid"] is not None, diagnose("no-process-started")
    return heard


@exercise("start_heartbeat", points=1)
def test_the_heart_beats(student):
    """A running process comes back at once, and its beats can be read at once."""
    run = student.scenario("listen", 0.05, 4, deadline=12.0)
    if run.status is Status.HUNG:
        diagnose("run-instead-of-start" if ".run()" in student.source else "joined-for-ever")
    heard = check_heart(run)
    lines = heard["lines"]
    assert heard["alive"], diagnose(
        why_dead(run), observed=f"exit code {heard['exitcode']}", expected="a running process"
    )
    assert len(lines) >= 4, diagnose(
        "beats-stay-in-the-buffer", observed=f"{len(lines)} beats in six seconds"
    )
    assert set(lines) == {str(heard["pid"])}, diagnose(
        "pid-of-the-parent" if str(heard["here"]) in lines else "wrong-beat",
        observed=f"the lines {sorted(set(lines))}",
        expected=f"only the line {heard['pid']}, the heart's pid",
    )
    assert run.left_behind == []


def why_dead(run: Outcome) -> str:
    errors = child_errors(run)
    if "object is not callable" in errors:
        return "target-called"
    if re.search(r"positional argument|must be an iterable", errors):
        return "arguments-packed-wrongly"
    if not errors:
        return "one-beat-only"
    return "heart-stopped"


@exercise("start_heartbeat", points=1)
def test_it_stops_with_the_program(student):
    """A program that starts a heart ends right after its last line, and the heart stops."""
    run = student.scenario("end_of_program", student.method, deadline=25.0, record=False)
    seen = run.value
    assert seen["last_line"], f"the program's last line; it ended: {seen['complaints'][-200:]}"
    assert seen["status"] == 0, diagnose(
        "not-a-daemon",
        observed="the program was still waiting four seconds after its last line"
        if seen["status"] is None
        else f"the program ended with status {seen['status']}: {seen['complaints'][-200:]}",
        expected="it ends, and the heart with it",
    )
    assert seen["beats"] > 0
    assert seen["beats_later"] == seen["beats"], diagnose("outlives-the-program")
    assert run.left_behind == [], diagnose("outlives-the-program")


@exercise("start_heartbeat", points=0.5)
def test_the_first_beat_at_once(student):
    """The first beat comes at once, the second after `interval` seconds."""
    run = student.scenario("listen", 60.0, 1, 0.6, deadline=12.0)
    heard = check_heart(run)
    assert heard["lines"], diagnose("sleeps-before-the-first-beat")
    assert len(heard["lines"]) == 1, diagnose(
        "interval-ignored", observed=f"{len(heard['lines'])} beats", expected="1 beat in a minute"
    )


@exercise("start_heartbeat", points=0.5)
def test_two_hearts_on_one_file(student):
    """Two hearts can write to one file, and what stood there before stays."""
    run = student.scenario("two_hearts", 0.05, deadline=14.0)
    lines, pids = run.value["lines"], run.value["pids"]
    assert lines[:1] == ["before"], diagnose("old-beats-erased")
    for pid in pids:
        assert lines.count(pid) >= 3, diagnose("old-beats-erased")
    assert set(lines[1:]) == set(pids)
