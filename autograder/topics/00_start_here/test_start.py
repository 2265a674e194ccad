"""Hidden checks of topic 00_start_here. DESIGN.md says which mistake is caught by which of them."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from course.checking import Student, diagnose, exercise
from course.parsing import calls_itself, parsed, spelled
from course.run.outcome import Outcome, Status
from course.run.wire import Opaque

DISHES = ["soup", "rice", "noodles", "饺子", "dal", "tofu", "beans", "pie", "salad", "curry"]

# ------------------------------------------------------------------------- what runs tell


def kinds(run: Outcome, kind: str) -> list[Mapping[str, Any]]:
    return [event for event in run.events if event["k"] == kind]


def children(run: Outcome) -> set[int]:
    """The pids of the processes that the call started."""
    return {event["child"] for event in kinds(run, "start") if event.get("child")}


def value_of(run: Outcome, student: Student) -> Any:
    """The returned value. Without one the check fails, with the likely reason."""
    if run.status is Status.HUNG:
        diagnose(why_hung(run, student))
    assert run.value is not None, diagnose(
        why_none(student), observed="None came back", expected="what the children have sent"
    )
    return run.value


def why_hung(run: Outcome, student: Student) -> str:
    """Why nothing came out of the queue."""
    if calls_itself(student.source):
        return "starts-when-imported"
    if not kinds(run, "start"):
        return "nobody-was-phoned"
    if queue_at_the_top(student.source):
        return "queue-on-the-board"
    return "nothing-was-put"


def why_none(student: Student) -> str:
    if re.search(r"\n[ \t]+if __name__ *==", student.source):
        return "guard-inside-a-function"
    return "return-value-thrown-away"


def queue_at_the_top(source: str) -> bool:
    """Whether a queue is made at the left margin."""
    tree = parsed(source)
    lines = [each for each in tree.body if isinstance(each, ast.Assign)] if tree else []
    return any("Queue(" in spelled(line) for line in lines)


def check_nothing_left(run: Outcome) -> None:
    if run.left_behind:
        diagnose("never-waited-for")
    assert run.left_behind == []


def why_no_child(run: Outcome, student: Student) -> str:
    """Why the work was done in the process of the caller."""
    if ".run()" in student.source:
        return "run-is-a-plain-call"
    if "Thread" in student.source:
        return "thread-shares-the-kitchen"
    if re.search(r"target\s*=\s*[\w.]+\(", student.source):
        return "called-not-handed-over"
    return "pid-of-who-asks" if kinds(run, "start") else "nobody-was-phoned"


# --------------------------------------------------------------------------- first_module


def name_for(rng: Random) -> str:
    return f"{rng.choice(['friend', 'neighbour', '厨师', 'Ana María'])} {rng.randrange(100, 1000)}"


def check_introduction(said: Any, name: str, run: Outcome, student: Student) -> int:
    """Assert that this is what a child called `name` says of itself; returns its pid."""
    assert said is not None and not isinstance(said, Opaque), diagnose(
        "return-value-thrown-away", observed=f"{said!r:.100} came back", expected="pid and name"
    )
    pid, its_name = said
    assert pid in children(run), diagnose(
        why_no_child(run, student), observed=f"pid {pid!r}", expected="the pid of a child process"
    )
    assert its_name == name, diagnose(
        "nobody-gave-the-name", observed=f"the name {its_name!r}", expected=f"{name!r}"
    )
    return int(pid)


@exercise("first_module", points=0.5)
def test_a_child_says_who_it_is(student, rng):
    """The pid and the name are those of a child process."""
    name = name_for(rng)
    run = student.call("first_module", name, deadline=6.0)
    check_introduction(value_of(run, student), name, run, student)


@exercise("first_module", points=0.5)
def test_introduce_speaks_for_whoever_runs_it(student, rng):
    """introduce puts one tuple into the queue: pid and name of the process that runs it."""
    facts = student.scenario("introduce_here", name_for(rng), deadline=6.0).value
    assert facts["said"], diagnose("nothing-was-put")
    assert facts["said"] == [(facts["pid"], facts["name"])]
    if student.method == "fork":  # only a forked child can be renamed behind its parent's back
        check_said_by_the_child(student, name_for(rng), f"nickname {rng.randrange(100, 1000)}")


def check_said_by_the_child(student: Student, name: str, nickname: str) -> None:
    """Assert that the name comes from the child, who has another one than its parent knows."""
    run = student.scenario("introduce_renamed", name, nickname, deadline=6.0)
    said = value_of(run, student)
    methods = {event["method"] for event in kinds(run, "run") if event.get("role") != "main"}
    if methods <= {"fork"}:
        _, its_name = said
        assert its_name == nickname, diagnose(
            "answer-made-up-at-home", observed=f"the name {its_name!r}", expected=f"{nickname!r}"
        )


@exercise("first_module", points=0.5)
def test_one_child_after_the_other(student, rng):
    """Two calls are two children, each with a name and a pid of its own."""
    names = [f"{name_for(rng)}-{n}" for n in (1, 2)]
    run = student.scenario("introduce_twice", *names, deadline=8.0)
    first, second = value_of(run, student)
    pids = [
        check_introduction(said, name, run, student)
        for said, name in zip((first, second), names, strict=True)
    ]
    assert pids[0] != pids[1]


@exercise("first_module", points=0.5)
def test_the_child_has_been_joined(student, rng):
    """When first_module returns, nothing is left running."""
    run = student.call("first_module", name_for(rng), deadline=6.0)
    value_of(run, student)
    check_nothing_left(run)


# --------------------------------------------------------------------------- run_portably


def check_cooked(cooked: Any, dishes: list[str], guests: int) -> None:
    """Assert that this is the right dict, and say which mistake it looks like."""
    expected = {dish: f"{dish} for {guests}" for dish in dishes}
    if isinstance(cooked, dict) and cooked != expected:
        if not cooked:
            diagnose("child-writes-on-its-own-board")
        elif cooked.keys() == expected.keys():
            diagnose("child-reads-its-own-board")
    assert cooked == expected


@exercise("run_portably", points=1)
def test_every_dish_for_all_guests(student, rng):
    """Every dish is cooked, for the number of guests that were announced."""
    dishes, guests = rng.sample(DISHES, 3), rng.randrange(3, 1000)
    run = student.call("run_portably", dishes, guests, deadline=8.0)
    check_cooked(value_of(run, student), dishes, guests)
    methods = {event["method"] for event in kinds(run, "run") if event.get("role") != "main"}
    assert student.method == "fork" or "fork" not in methods, diagnose(
        "fork-is-not-everywhere",
        observed=f"a child made by fork, where the start method is {student.method}",
        expected=f"children made by {student.method}",
    )


@exercise("run_portably", points=0.5)
def test_cooked_in_children(student, rng):
    """The cooking is done in child processes, and nothing is left running; no dishes, no cooks."""
    dishes = rng.sample(DISHES, 2)
    run = student.scenario("count_the_guests", dishes, rng.randrange(3, 99), deadline=8.0)
    cooked = value_of(run, student)
    assert run.worker_pids, diagnose(
        why_no_child(run, student),
        observed="no child process was at work",
        expected="each dish is cooked in a child process",
    )
    assert "said the caller" not in str(cooked), diagnose(
        "answer-made-up-at-home", observed="the texts were put together by the parent"
    )
    check_nothing_left(run)
    assert student.call("run_portably", [], 6, deadline=8.0).value == {}


@exercise("run_portably", points=0.5)
def test_importing_it_starts_nothing(student):
    """Who imports the module gets its functions: nothing is printed, no process is started."""
    facts = student.scenario("import_it", student.method, 8.0, deadline=12.0).value
    lines, status = facts["lines"], facts["status"]
    only_prints = status == 0 and lines[-1:] == ["processes: 0"]
    assert only_prints and len(lines) == 1, diagnose(
        "book-read-in-every-kitchen" if only_prints else "starts-when-imported",
        observed=f"importing it printed {lines!r:.200}, and ended with {status}",
        expected="nothing printed, no process started",
    )


@exercise("run_portably", points=1)
def test_as_a_program(student):
    """Run as a script, it prints one line: what run_portably says of soup and rice for six."""
    facts = student.scenario("run_as_program", student.method, 8.0, deadline=12.0).value
    lines, complaints = facts["lines"], "\n".join(facts["complaints"])
    ended = "had to be stopped" if facts["status"] is None else f"ended with {facts['status']}"
    errors = re.findall(r"^\w[\w.]*(?:Error|Exception)\b.*", complaints, re.MULTILINE)
    told = f"printed {lines!r:.200}, and {ended}" + (f": {errors[-1]:.120}" if errors else "")
    good = facts["status"] == 0 and [read(line) for line in lines] == [
        {"soup": "soup for 6", "rice": "rice for 6"}
    ]
    assert good, diagnose(
        why_program(lines, complaints),
        observed=told,
        expected="one line, the dict of soup and rice for 6, and exit code 0",
    )


def read(line: str) -> Any:
    """The dict that a line spells, in whichever order; None if it spells none."""
    with contextlib.suppress(ValueError, SyntaxError, RecursionError, MemoryError):
        value = ast.literal_eval(line)
        return value if isinstance(value, dict) else None
    return None


def why_program(lines: list[str], complaints: str) -> str:
    if "context has already been set" in complaints:
        return "method-set-twice"
    if "bootstrapping phase" in complaints:
        return "starts-when-imported"
    if not lines and not complaints:
        return "nobody-calls-main"
    if len(lines) > 1:
        repeated = len(set(lines)) < len(lines)
        return "book-read-in-every-kitchen" if repeated else "says-more-than-asked"
    return "child-reads-its-own-board"
