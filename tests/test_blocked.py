"""A hang explains itself as soon as it is certain, and what is only slow is never called stuck."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from course.checking import start_methods
from course.run import blocked, stacks
from course.run.blocked import ProcessState, Stall
from course.run.launch import PlainLauncher
from course.run.outcome import Outcome, Status
from course.run.runner import Call, Runner
from course.run.stacks import Mode
from tools import hangs

GALLERY = Path(__file__).parent / "gallery"
METHODS = start_methods()
SOON = 2.0
"""Seconds in which a certain hang is to be found, once nothing moves any more."""
BRIEF = 5.0
"""The deadline of programs that run into it: by then they wait where they should, on a busy machine
too. Lower it and that is a bet on the clock; raise it and each such test takes longer."""


@dataclass(frozen=True)
class Exhibit:
    """A program of the gallery, with what its docstring and comments expect."""

    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def field(self, name: str) -> list[str]:
        match = re.search(rf"^{name}: (.*)$", self.text, re.MULTILINE)
        return match[1].split(", ") if match else []

    @property
    def methods(self) -> list[str]:
        named = self.field("methods")
        return [method for method in METHODS if not named or method in named]

    @property
    def waiting_lines(self) -> set[int]:
        lines = enumerate(self.text.splitlines(), 1)
        return {number for number, line in lines if line.endswith("# waits")}

    def run(self, method: str, deadline: float) -> Outcome:
        return run(self.path.stem, self.text, method, deadline)


def run(name: str, text: str, method: str, deadline: float) -> Outcome:
    """Call `main` of a module."""
    with Runner({name: text}, launcher=PlainLauncher()) as runner:
        return runner.call(Call(name, "main", method=method, deadline=deadline))


def delay(outcome: Outcome) -> float:
    """Seconds from the last thing that happened until the hang was found."""
    moments = [float(event["t"]) for event in outcome.events]
    return outcome.seconds - (moments[-1] - moments[0])


def exhibits(kind: str) -> list[object]:
    everything = [Exhibit(path) for path in sorted((GALLERY / kind).glob("*.py"))]
    return [
        pytest.param(exhibit, method, id=f"{exhibit.path.stem}-{method}")
        for exhibit in everything
        for method in exhibit.methods
    ]


@pytest.mark.parametrize(("exhibit", "method"), exhibits("hang"))
def test_a_hang_explains_itself(exhibit: Exhibit, method: str) -> None:
    """Pattern, processes, objects and lines are right, and it is certain in two seconds."""
    outcome = exhibit.run(method, deadline=20.0)
    if delay(outcome) >= SOON:  # a busy machine gets a second try
        outcome = exhibit.run(method, deadline=20.0)
    assert outcome.status is Status.HUNG
    found = outcome.blocked
    assert found is not None
    assert [found.pattern] == exhibit.field("pattern"), found.text()
    assert found.certain
    assert delay(outcome) < SOON
    for said in exhibit.field("says"):
        assert said in found.text()
    assert {wait.at for wait in found.waits if wait.at} >= {
        (exhibit.path.stem, line) for line in exhibit.waiting_lines
    }
    assert found.sentence.endswith(".")
    if method == exhibit.methods[0]:
        page = hangs.steady(hangs.PAGE.read_text(encoding="utf-8"))
        assert f"> {hangs.steady(found.sentence)}\n" in page, "write it anew: make hangs"
    assert "`something`" not in found.text() and "None" not in found.text()


@pytest.mark.parametrize(("exhibit", "method"), exhibits("slow"))
def test_slow_is_not_stuck(exhibit: Exhibit, method: str) -> None:
    """A program that would go on is let go on, however long nothing moves."""
    outcome = exhibit.run(method, deadline=30.0)
    assert outcome.status is Status.RETURNED, outcome.ending
    assert outcome.blocked is None


@pytest.mark.parametrize(
    ("name", "waits"),
    [
        ("sleeping_child", "sleep(1.6"),
        ("slow_pool_tasks", "sleep(1.0"),
        ("timer_thread", "Timer(1.4"),
    ],
)
def test_at_the_deadline_it_says_where_things_stand(name: str, waits: str) -> None:
    """When time is over the explanation tells who waits for whom, without calling it certain."""
    text = (GALLERY / "slow" / f"{name}.py").read_text(encoding="utf-8")
    assert waits in text
    outcome = run(name, text.replace(waits, f"{waits[:-3]}600"), METHODS[0], BRIEF)
    assert outcome.status is Status.HUNG
    assert outcome.blocked is not None
    assert not outcome.blocked.certain
    assert "still running" in outcome.ending
    assert f"{name} line" in outcome.blocked.sentence


def test_a_wait_with_a_timeout_is_called_one() -> None:
    """A parent that polls does not compute, and nothing says that it will never end."""
    program = (
        "import multiprocessing\n"
        "def main():\n"
        "    orders = multiprocessing.Queue()\n"
        "    while True:\n"
        "        orders.get(timeout=30)\n"
    )
    found = run("polls", program, METHODS[0], BRIEF).blocked
    assert found is not None
    assert not found.certain
    assert "get() from `orders`" in found.sentence
    assert "polls line 5" in found.sentence
    assert "with a timeout" in found.sentence


def test_the_gallery_is_large_enough() -> None:
    """At least 25 programs that hang and 15 that are slow."""
    assert len(list((GALLERY / "hang").glob("*.py"))) >= 25
    assert len(list((GALLERY / "slow").glob("*.py"))) >= 15


# ------------------------------------------------------------------------- the parts by hand


def dump(*threads: str) -> str:
    """Threads as faulthandler writes them, the last being the one that writes."""
    heads = ["Thread 0x00000002"] * (len(threads) - 1) + ["Current thread 0x00000001"]
    blocks = [
        "\n".join([f"{head} (most recent call first):", *_frames(thread), ""])
        for head, thread in zip(heads, threads, strict=True)
    ]
    return "\n".join(blocks)


def _frames(thread: str) -> list[str]:
    found = []
    for part in thread.split(" < "):
        file, line, function = part.split(":")
        found.append(f'  File "{file}", line {line} in {function}')
    return found


GET = (
    "/lib/multiprocessing/connection.py:1:_recv < /x/course/run/tape.py:9:get queue-1 < "
    "/desk/learner.py:5:main"
)
TIMED = GET.replace("get queue-1", "get queue-1 for a time")
JOIN = "/x/course/run/hooks_process.py:9:_tell_join < /desk/learner.py:7:main"
SLEEP = "/desk/learner.py:3:work"
FEEDER = "/lib/threading.py:1:wait < /lib/multiprocessing/queues.py:2:_feed"


@pytest.mark.parametrize(
    ("thread", "mode", "kind", "obj"),
    [
        (GET, Mode.WAITING, "get", "queue-1"),
        (TIMED, Mode.BOUNDED, "get", "queue-1"),
        (GET.replace("queue-1", "queue-4711.2"), Mode.WAITING, "get", "queue-4711.2"),
        (JOIN, Mode.WAITING, "join", None),
        (SLEEP, Mode.RUNNING, "", None),
        (FEEDER, Mode.SERVING, "", None),
        ("/lib/multiprocessing/queues.py:2:_feed", Mode.WAITING, "feed", None),
        ("/x/course/run/witness.py:2:ask < /desk/learner.py:5:main", Mode.BOUNDED, "", None),
        ("/x/course/run/call_process.py:2:run", Mode.SERVING, "", None),
        ("/lib/multiprocessing/process.py:2:_bootstrap < /x/course/run/call_process.py:2:run",
         Mode.RUNNING, "", None),
        ("/desk/evil.py:2:get queue-1", Mode.RUNNING, "", None),
    ],
)  # fmt: skip
def test_a_stack_says_what_a_thread_does(
    thread: str, mode: Mode, kind: str, obj: str | None
) -> None:
    """Waiting, waiting for a time, serving, or something of its own."""
    (frames,) = stacks.parse(dump(thread))
    does = stacks.doing(frames, {"learner"})
    assert does.mode is mode
    if mode is Mode.WAITING:
        assert (does.kind, does.obj) == (kind, obj)


def test_only_the_last_dump_counts() -> None:
    """Stacks are appended each time that they are asked for."""
    threads = stacks.parse(dump(FEEDER, GET) + dump(SLEEP))
    assert [[frame.function for frame in frames] for frames in threads] == [["work"]]


def test_half_a_dump_counts_for_nothing() -> None:
    """A dump that is still being written may lack the very thread that is busy."""
    assert stacks.parse(dump(FEEDER, SLEEP).partition("Current")[0]) == []


def explained(
    parent: str,
    child: str | None,
    *events: dict[str, object],
    state: str = "S",
    over: bool = False,
) -> blocked.Explanation | None:
    """The explanation for a parent, pid 1, and a child, pid 2, with these stacks."""
    born = {"t": 1.0, "pid": 1, "k": "start", "child": 2, "name": "Worker-1", "role": "process"}
    made = {"t": 0.5, "pid": 1, "k": "obj", "id": "queue-1", "type": "Queue", "label": "results"}
    texts = {1: dump(parent)} | ({2: dump(child)} if child else {})
    states = [ProcessState(1, 0, "python", "S", 0.1), ProcessState(2, 1, "python", state, 0.1)]
    return blocked.explain([made, born, *events], texts, states, 1, {"learner"}, over)


WAITS = {"t": 2.0, "pid": 2, "k": "get", "ph": "B", "obj": "queue-1", "timeout": None}
JOINS = {"t": 2.0, "pid": 1, "k": "join", "ph": "B", "child": 2, "timeout": None}


def test_it_is_certain_if_everybody_waits() -> None:
    """The parent joins, the child gets, and nobody is left to put."""
    found = explained(JOIN, GET, WAITS, JOINS)
    assert found is not None and found.certain
    assert [(wait.pid, wait.waits_for) for wait in found.waits] == [(1, (2,)), (2, ())]
    assert "The parent waits in join() for Worker-1 (learner line 7)" in found.sentence
    assert "`results`" in found.sentence
    assert found.to_json()["pattern"] == found.pattern == "get-from-empty"


@pytest.mark.parametrize(
    ("child", "event", "state"),
    [
        (SLEEP, WAITS, "S"),
        (None, WAITS, "S"),
        (TIMED, WAITS, "S"),
        (GET, WAITS | {"timeout": 5.0}, "S"),
        (GET, WAITS, "R"),
        (GET, WAITS, "D"),
        (GET, WAITS, "T"),
        (GET, {"t": 2.0, "pid": 2, "k": "timer"}, "S"),
    ],
    ids=["busy", "no stack", "for a time", "timeout", "runs", "disk", "stopped", "timer"],
)
def test_it_is_not_certain_if_somebody_may_go_on(
    child: str | None, event: dict[str, object], state: str
) -> None:
    """A process that computes, sleeps, or waits with an end of its own may change everything."""
    assert explained(JOIN, child, event, JOINS, state=state) is None


def test_a_lock_of_somebody_unknown_is_told() -> None:
    """A child of a plain os.fork() has acquired it and is gone; no birth of it is recorded."""
    taken = {"t": 1.5, "pid": 77, "k": "acquire", "ph": "E", "obj": "lock-1", "at": ["learner", 3]}
    wants = WAITS | {"k": "acquire", "obj": "lock-1"}
    found = explained(JOIN, GET.replace("get queue-1", "acquire lock-1"), taken, wants, JOINS)
    assert found is not None and found.certain
    assert found.pattern == "lock-never-released"
    assert "process 77 acquired" in found.text()


def test_many_events_take_time_in_proportion() -> None:
    """Thirty thousand calls that have begun and not ended, and as many ends: not their product."""
    begun = [
        {"t": 2.0, "pid": 2, "k": "task", "ph": "B", "obj": "pool-1", "task": str(n)}
        for n in range(30_000)
    ]
    ends = [event | {"ph": "E", "task": f"another {n}"} for n, event in enumerate(begun)]
    began = time.process_time()
    assert explained(JOIN, GET, *begun, *ends, WAITS, JOINS) is not None
    assert time.process_time() - began < 5.0  # the product takes a minute


def test_a_fork_of_the_fork_server_is_no_helper() -> None:
    """It has the fork server's command line, and is the learner's process all the same."""
    states = [
        ProcessState(1, 0, "python", "S", 0.1),
        ProcessState(8, 1, "fork server", "S", 0.1),
        ProcessState(9, 8, "fork server", "S", 0.1),
    ]
    assert blocked.explain([JOINS], {1: dump(JOIN)}, states, 1, {"learner"}, False) is None


def look(cpu: float, state: str = "S") -> list[ProcessState]:
    return [ProcessState(1, 0, "python", state, cpu)]


def test_a_stall_is_noticed_after_half_a_second_and_then_less_often() -> None:
    """At half a second, at one second, at two: gathering stacks costs something."""
    stall = Stall()
    seen = [n / 10 for n in range(50) if stall.seen(look(0.2), 100, n / 10)]
    assert seen == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("what", ["events", "cpu", "runs", "born"])
def test_whatever_moves_is_no_stall(what: str) -> None:
    """New events, processor time, a process that runs or is new: all of it is movement."""
    stall = Stall()
    for n in range(50):
        states = look(0.2 + (n * 0.01 if what == "cpu" else 0), "R" if what == "runs" else "S")
        if what == "born":
            states.append(ProcessState(100 + n, 1, "python", "S", 0.0))
        assert not stall.seen(states, 100 + (n if what == "events" else 0), n / 10)


def test_waits_have_words_for_a_report() -> None:
    """A line for each wait: who, where, and what would end it."""
    found = explained(JOIN, GET, WAITS, JOINS)
    assert found is not None
    first, second = found.text().splitlines()[1:]
    ends = "It ends when Worker-1 ends."
    assert first == f"- The parent waits in join() for Worker-1 (learner line 7). {ends}"
    ends = "It ends when somebody calls put() on `results`."
    assert second == f"- Worker-1 waits in get() from `results` (learner line 5). {ends}"


KINDS = re.findall(
    r"\w+",
    """obj start run ran exit reap terminate more cclose timer join get put feed acquire release
    wait qjoin send recv result task call select pterminate notify""",
)
KEYS = re.findall(
    r"\w+",
    """id type label ends parties value child name role pool ok err text code of count obj end held
    timeout task method at ph t pid""",
)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_stands_in_the_file_it_says_something_or_nothing(seed: int) -> None:
    """A learner's code can write events of its own; no line of theirs is an error of ours."""
    rng = random.Random(seed)
    oddities: list[object] = [None, -1, 10**30, 1e300, "", "x", [], [1], {}, {"a": []}, True]
    events: list[dict[str, object]] = []
    for _ in range(60):
        event: dict[str, object] = {key: rng.choice(oddities) for key in rng.sample(KEYS, 8)}
        event |= {"k": rng.choice(KINDS), "pid": rng.choice([1, 2, 3]), "t": rng.random()}
        if rng.random() < 0.6:
            event |= {"ph": rng.choice("BE"), "obj": rng.choice(["queue-1", "lock-1", "pool-1"])}
        events.append(event)
    for parent in (JOIN, GET, GET.replace("get queue", "acquire lock"), SLEEP):
        for child in (GET, None, GET.replace("get queue", "result pool")):
            for over in (False, True):
                found = explained(parent, child, *events, over=over)
                assert found is None or found.text()
