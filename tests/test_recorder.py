"""The recorder sees what every process of a call does, and disturbs none of them."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from course.checking import start_methods
from course.run import naming
from course.run.launch import PlainLauncher
from course.run.outcome import Outcome, Status
from course.run.runner import Call, Runner
from course.run.tape import DETAIL

METHODS = start_methods()
Event = Mapping[str, Any]

PROCESSES = """
import multiprocessing as mp
import os


class Worker(mp.Process):
    def __init__(self, results, pipe):
        self.results = results
        self.pipe = pipe
        super().__init__()
        self.extra = mp.Lock()

    def run(self):
        with self.extra:
            self.results.put(os.getpid())
        self.pipe.send("hello")
        inner = mp.Process(target=nested, args=(self.results,))
        inner.start()
        inner.join()


def nested(results):
    results.put(os.getpid())


def family():
    results = mp.Queue()
    near, far = mp.Pipe()
    worker = Worker(results, far)
    worker.start()
    found = [results.get(), results.get()]
    greeting = near.recv()
    worker.join()
    return [worker.pid, found, greeting]


def put_directly():
    results = mp.Queue()
    worker = mp.Process(target=results.put, args=("a method of the queue",))
    worker.start()
    found = results.get()
    worker.join()
    return found


def fails():
    raise KeyError("gone")


def crash():
    worker = mp.Process(target=fails)
    worker.start()
    worker.join()
    return worker.exitcode


def killed():
    results = mp.SimpleQueue()
    worker = mp.Process(target=die, args=(results,))
    worker.start()
    worker.join()
    return worker.exitcode


def die(results):
    results.put("last words")
    os.kill(os.getpid(), 9)


def closes_descriptors():
    results = mp.Queue()
    results.put(1)
    results.get()
    os.closerange(100, 300)
    results.put(2)
    return results.get()


def forgets_to_call_super():
    class Hasty(mp.Process):
        def __init__(self):
            self.ready = True

    Hasty().start()
"""

POOLS = """
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor


def square(x):
    return x * x


def by_pool():
    with mp.Pool(2) as pool:
        return pool.map(square, range(4), chunksize=1) + [pool.apply(square, (9,))]


def by_imap():
    with mp.Pool(2) as pool:
        return list(pool.imap(square, range(4), chunksize=2))


def by_executor(method):
    with ProcessPoolExecutor(2, mp_context=mp.get_context(method)) as executor:
        return list(executor.map(square, range(4)))
"""

LOCKS = """
import multiprocessing as mp


def work(value, raw, lock, cells, changed, go, meet, places):
    go.wait()
    meet.wait()
    with value.get_lock():
        value.value += 1
    with lock:
        raw.value += 1
    with places:
        cells[1] = 5
    with changed:
        changed.notify()


def everything():
    value, raw, lock = mp.Value("i", 0), mp.Value("i", 0, lock=False), mp.Lock()
    cells, changed, go = mp.Array("i", 3), mp.Condition(), mp.Event()
    meet, places = mp.Barrier(2), mp.Semaphore(2)
    shared = (value, raw, lock, cells, changed, go, meet, places)
    workers = [mp.Process(target=work, args=shared) for _ in range(2)]
    for worker in workers:
        worker.start()
    with changed:
        go.set()
        changed.wait(10)
    for worker in workers:
        worker.join()
    return [value.value, raw.value, cells[:], str(raw)]


def take(queue, count):
    for _ in range(count):
        queue.get()


def long_loop(count):
    numbers = mp.Queue()
    worker = mp.Process(target=take, args=(numbers, count))
    worker.start()
    for number in range(count):
        numbers.put(number)
    worker.join()
    return worker.exitcode
"""

RACES = """
import multiprocessing as mp


def bare(value, count):
    for _ in range(count):
        value.value += 1


def locked(value, count):
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def cell(array, count):
    for _ in range(count):
        array[0] += 1


def beside(value, count, lock):
    for _ in range(count):
        with lock:
            value.value += 1


def private(value, count):
    lock = mp.Lock()
    for _ in range(count):
        with lock:
            value.value += 1


def manager_cell(shared, count):
    for _ in range(count):
        shared["n"] += 1


def race(name, count):
    if name == "manager_cell":
        with mp.Manager() as manager:
            shared = manager.dict(n=0)
            run(name, shared, count)
            return shared["n"]
    if name == "cell":
        array = mp.Array("i", 2)
        run(name, array, count)
        return array[0]
    value = mp.Value("i", 0, lock=name != "beside")
    run(name, value, count, *([mp.Lock()] if name == "beside" else []))
    return value.value


def run(name, shared, count, *more):
    workers = [mp.Process(target=globals()[name], args=(shared, count, *more)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
"""


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    modules = {"processes": PROCESSES, "pools": POOLS, "locks": LOCKS, "races": RACES}
    with Runner(modules, launcher=PlainLauncher()) as runner:
        yield runner


def of_kind(outcome: Outcome, *kinds: str, ph: str | None = None) -> list[Event]:
    return [e for e in outcome.events if e["k"] in kinds and (ph is None or e.get("ph") == ph)]


def labels(outcome: Outcome) -> dict[str, str]:
    return {event["label"]: event["id"] for event in of_kind(outcome, "obj")}


# ------------------------------------------------------------------------------- processes


@pytest.mark.parametrize("method", METHODS)
def test_children_and_grandchildren_are_recorded(runner: Runner, method: str) -> None:
    """Each process tells when it runs and ends, and its parent when it is born and reaped."""
    outcome = runner.call(Call("processes", "family", method=method))
    worker, (_, grandchild), greeting = outcome.value
    assert greeting == "hello"
    assert {e["pid"] for e in of_kind(outcome, "run")} >= {worker, grandchild}
    assert {e["child"] for e in of_kind(outcome, "start")} == {worker, grandchild}
    assert {e["child"]: e["code"] for e in of_kind(outcome, "reap")} == {worker: 0, grandchild: 0}
    assert {e["pid"]: e["code"] for e in of_kind(outcome, "exit")} == {worker: 0, grandchild: 0}
    assert {e["method"] for e in of_kind(outcome, "run")} == {method}


@pytest.mark.parametrize("method", METHODS)
def test_an_object_is_the_same_in_every_process(runner: Runner, method: str) -> None:
    """Whoever puts, feeds and gets names the same queue, and the line of the learner's code."""
    outcome = runner.call(Call("processes", "family", method=method))
    queue = labels(outcome)["results"]
    assert {e["obj"] for e in of_kind(outcome, "put", "feed", "get")} == {queue}
    assert len({e["pid"] for e in of_kind(outcome, "put", ph="E")}) == 2
    assert all(e["at"] and e["at"][0] == "processes" for e in of_kind(outcome, "put", "get"))
    sent, received = of_kind(outcome, "send", ph="E"), of_kind(outcome, "recv", ph="E")
    assert [(e["obj"], e["end"]) for e in sent] == [(labels(outcome)["near, far"], 1)]
    assert [(e["obj"], e["end"]) for e in received] == [(labels(outcome)["near, far"], 0)]
    assert of_kind(outcome, "obj")[1]["ends"] == ["near", "far"]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_of_a_queue_can_still_be_a_target(runner: Runner, method: str) -> None:
    """Hooked methods can be pickled, as those of the library can."""
    outcome = runner.call(Call("processes", "put_directly", method=method))
    assert outcome.value == "a method of the queue"


@pytest.mark.parametrize("method", METHODS)
def test_a_crash_is_told_with_its_line(runner: Runner, method: str) -> None:
    """The child says which exception ended it, and where."""
    outcome = runner.call(Call("processes", "crash", method=method))
    (ran,) = of_kind(outcome, "ran")
    line = PROCESSES.splitlines().index('    raise KeyError("gone")') + 1
    assert (outcome.value, ran["ok"], ran["err"], ran["at"]) == (
        1, False, "KeyError", ["processes", line]
    )  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_a_killed_process_loses_no_earlier_event(runner: Runner, method: str) -> None:
    """What it had written before SIGKILL is there."""
    outcome = runner.call(Call("processes", "killed", method=method))
    assert outcome.value == -9
    assert len(of_kind(outcome, "put", ph="E")) == 1
    assert [e["code"] for e in of_kind(outcome, "reap")] == [-9]


def test_closed_descriptors_are_opened_again(runner: Runner) -> None:
    """A learner who closes descriptors that aren't theirs is recorded all the same."""
    outcome = runner.call(Call("processes", "closes_descriptors"))
    assert outcome.value == 2
    assert len(of_kind(outcome, "get", ph="E")) == 2


def test_errors_stay_those_of_the_library(runner: Runner) -> None:
    """A subclass without super().__init__() fails with the error that it always had."""
    outcome = runner.call(Call("processes", "forgets_to_call_super"))
    assert outcome.status is Status.RAISED
    assert "_closed" in str(outcome.error)


# ------------------------------------------------------------------------ pools and silence


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("function", ["by_pool", "by_imap", "by_executor"])
def test_tasks_are_recorded_where_they_are_asked_for_and_where_they_run(
    runner: Runner, function: str, method: str
) -> None:
    """Submission and result in the parent, begin and end in the worker, under one number."""
    args = [method] if function == "by_executor" else []
    outcome = runner.call(Call("pools", function, args, method=method))
    assert outcome.value[:4] == [0, 1, 4, 9]
    submitted = {e["task"] for e in of_kind(outcome, "task_submit")}
    begun = [e["task"].partition(".")[0] for e in of_kind(outcome, "task", ph="B")]
    assert submitted == set(begun)
    assert len(of_kind(outcome, "task", ph="B")) == len(of_kind(outcome, "task", ph="E"))
    assert {e["func"] for e in of_kind(outcome, "task", "task_submit")} == {"square"}
    assert submitted <= {e["task"] for e in of_kind(outcome, "result", ph="E")}
    assert {e["role"] for e in of_kind(outcome, "start")} <= {"pool", "executor"}


@pytest.mark.parametrize("method", METHODS)
def test_the_librarys_own_queues_and_locks_are_silent(runner: Runner, method: str) -> None:
    """A pool has locks, pipes and queues inside; none of them is the learner's."""
    outcome = runner.call(Call("pools", "by_pool", method=method))
    inside = {"acquire", "release", "get", "put", "feed", "send", "recv", "cclose"}
    assert not {e["k"] for e in outcome.events} & inside
    assert [e["label"] for e in of_kind(outcome, "obj")] == ["pool"]


@pytest.mark.parametrize("method", METHODS)
def test_locks_and_shared_values_are_recorded(runner: Runner, method: str) -> None:
    """Every kind of lock and shared memory, in the processes that use it."""
    outcome = runner.call(Call("locks", "everything", method=method))
    assert outcome.value == [2, 2, [0, 5, 0], "c_int(2)"]
    ids = labels(outcome)
    for label, kind, number in (
        ("value.get_lock()", "acquire", 2), ("lock", "acquire", 2), ("places", "acquire", 2),
        ("changed", "notify", 2), ("go", "set", 1), ("go", "wait", 2), ("meet", "wait", 2),
        ("cells", "write", 2), ("raw", "write", 2), ("lock", "release", 2),
    ):  # fmt: skip
        found = [e for e in of_kind(outcome, kind) if e["obj"] == ids[label]]
        assert len([e for e in found if e.get("ph", "E") == "E"]) == number, (label, kind)
    assert sorted(e["value"] for e in of_kind(outcome, "write") if e["obj"] == ids["raw"]) == [1, 2]


# ------------------------------------------------------------------------- how much it writes


def test_a_long_loop_is_counted(runner: Runner) -> None:
    """After the first events of a kind only their number is written, and the file stays small."""
    outcome = runner.call(Call("locks", "long_loop", [6000], method="fork", deadline=30))
    assert outcome.value == 0
    puts = of_kind(outcome, "put", ph="B")
    assert DETAIL <= len(puts) < 2 * DETAIL + 200
    counts = [e["count"] for e in of_kind(outcome, "more") if e["of"] == "get"]
    assert max(counts) == 6000


FULL = """
import multiprocessing
from course.run import recorder

def waits(kind):
    recorder.tape.full = True
    if kind == "lock":
        lock = multiprocessing.Lock()
        lock.acquire()
        return lock.acquire(timeout=2.0)
    try:
        return multiprocessing.Queue().get(timeout=2.0)
    except Exception as error:
        return type(error).__name__
"""


@pytest.mark.parametrize(("kind", "value"), [("lock", False), ("queue", "Empty")])
def test_a_wait_with_an_end_is_one_even_if_the_tape_is_full(kind: str, value: object) -> None:
    """Where no event can tell of the timeout, nobody may take the wait for one without end."""
    with Runner({"full": FULL}) as runner:
        outcome = runner.call(Call("full", "waits", (kind,), method="fork", deadline=10))
    assert (outcome.status, outcome.value) == (Status.RETURNED, value)


def run_alone(tmp_path: Path, code: str, path: str) -> list[str]:
    """Run code with a recorder in an interpreter of its own; return the lines of its events."""
    script = tmp_path / "script.py"
    script.write_text(
        "from course.run import recorder\n"
        f"recorder.install(recorder.Settings(path={path!r}, stacks={str(tmp_path)!r}))\n"
        + textwrap.dedent(code)
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return Path(path).read_text().splitlines() if not path.startswith("/dev") else []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to offer")
def test_a_full_disk_is_no_error(tmp_path: Path) -> None:
    """What cannot be written is counted, and the learner's code goes on."""
    code = """
        import multiprocessing
        queue = multiprocessing.Queue()
        queue.put(1)
        assert queue.get() == 1
        assert recorder.tape.lost > 3
    """
    run_alone(tmp_path, code, "/dev/full")


def test_lines_are_whole_whatever_is_written(tmp_path: Path) -> None:
    """Notes of any length and letters, from several processes at once, are one JSON line each."""
    code = """
        import os
        for number in range(4):
            if os.fork() == 0:
                for _ in range(200):
                    recorder.note(str(number) * 2000 + "é\\n\\"")
                os._exit(0)
        for _ in range(4):
            os.wait()
    """
    lines = run_alone(tmp_path, code, str(tmp_path / "events"))
    events = [json.loads(line) for line in lines]
    assert all(len(line.encode()) < 4096 for line in lines)
    assert sum(event["k"] == "note" for event in events) == 800
    assert len({event["pid"] for event in events if event["k"] == "note"}) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_a_stack_names_the_object_that_is_waited_for(tmp_path: Path) -> None:
    """Even in a loop that is only counted: the waiting function has the name of the wait."""
    code = f"""
        import multiprocessing, os, signal, threading, time
        queue = multiprocessing.Queue()
        for number in range({DETAIL + 5}):
            queue.put(number)
            queue.get()
        def said():
            return open(f"{tmp_path}/{{os.getpid()}}.txt").read()
        def look():
            end = time.monotonic() + 20
            while "in get queue-1" not in said() and time.monotonic() < end:
                os.kill(os.getpid(), signal.SIGUSR1)
                time.sleep(0.05)
            queue.put("end")
        threading.Thread(target=look).start()
        queue.get()
        assert "in get queue-1" in said(), said()
    """
    run_alone(tmp_path, code, str(tmp_path / "events"))


# ------------------------------------------------------------------------------------ races


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["bare", "cell", "private", "manager_cell"])
def test_a_lost_update_is_lost_every_time(runner: Runner, name: str, method: str) -> None:
    """Two processes that read, add and write without one lock for both lose an update."""
    for _ in range(5):
        outcome = runner.call(Call("races", "race", [name, 20], method=method, widen=True))
        assert outcome.value < 40


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["locked", "beside"])
def test_a_locked_update_is_never_lost(runner: Runner, name: str, method: str) -> None:
    """Any lock that both share makes it right, the value's own or another."""
    for _ in range(3):
        call = Call("races", "race", [name, 20], method=method, widen=True, record=name == "locked")
        assert runner.call(call).value == 40


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "times"), [("bare", 200), ("locked", 200), ("beside", 40)])
def test_two_hundred_times_of_two_hundred(
    runner: Runner, name: str, times: int, method: str
) -> None:
    """The lost update is caught each time, and correct code refused never."""
    call = Call("races", "race", [name, 5], method=method, widen=True, record=False)
    right = sum(runner.call(call).value == 10 for _ in range(times))
    assert right == (0 if name == "bare" else times)


# ----------------------------------------------------------------------------------- naming


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("q = make()", [["q"]]),
        ("self.lock = make()", [["self.lock"]]),
        ("a, b = make()", [["a", "b"]]),
        ("a, b = make(), make()", [["a"], ["b"]]),
        ("a = b = make()", [["b"]]),
        ("q: object = make()", [["q"]]),
        ("locks = [make() for _ in range(2)]", [["locks[0]"], ["locks[1]"]]),
        ("a, b = [make() for _ in range(2)]", [["a"], ["b"]]),
        ("a, b = (make() for _ in range(2))", [["a"], ["b"]]),
        ("pair = [make(), make()]", [["pair[0]"], ["pair[1]"]]),
        ("table = {'x': make()}", [["table['x']"]]),
        ("box = []\nfor _ in range(2): box.append(make())", [["box[0]"], ["box[1]"]]),
        ("dict(results=make())", [["results"]]),
        ("print(q := make(), end='')", [["q"]]),
        ("with make() as pool: pass", [["pool"]]),
        ("q = make() if make else None", [["q"]]),
        ("str(make())", [[]]),
        ("q = (\n    make(\n    )\n)", [["q"]]),
    ],
)
def test_an_object_is_called_by_its_variable(
    tmp_path: Path, line: str, expected: Sequence[Sequence[str]]
) -> None:
    """The name is found in the source by the place of the call, however it is written."""
    found: list[list[str]] = []

    class Made:
        def __iter__(self) -> Iterator[int]:
            return iter((1, 2))

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    def make() -> Made:
        found.append(list(naming.names_of(sys._getframe(1))))
        return Made()

    path = tmp_path / "learner.py"
    path.write_text(line)
    names = {"make": make, "self": type("Self", (), {})()}
    exec(compile(line, str(path), "exec"), names)
    assert found == expected
