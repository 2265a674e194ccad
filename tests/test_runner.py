"""A call is made in a fresh process, watched, bounded, and nothing of it is left."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from programs import ENDINGS, POOL

from course.checking import start_methods
from course.run import tree, witness
from course.run.census import EXIT_SECONDS, Census
from course.run.events import parse_events
from course.run.launch import ENGINE, Launch, Limits, PlainLauncher, own_python
from course.run.outcome import NoValue, Sighting, Status, most_at_once
from course.run.runner import Call, Runner
from course.run.witness_server import WitnessServer

METHODS = start_methods()


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner({"pool": POOL, "endings": ENDINGS}, launcher=PlainLauncher()) as runner:
        yield runner


@pytest.mark.parametrize("method", METHODS)
def test_a_value_comes_back(runner: Runner, method: str) -> None:
    """The function runs under the start method that was asked for, and its value returns."""
    outcome = runner.call(Call("pool", "squares", (4, 2), method=method))
    assert outcome.value == [0, 1, 4, 9]
    assert outcome.left_behind == []
    assert outcome.method == method


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["squares", "squares_by_executor", "squares_by_processes"])
def test_parallel_work_meets_at_the_gate(runner: Runner, name: str, method: str) -> None:
    """Whatever way it is written, work by two processes at once is seen for certain."""
    outcome = runner.call(Call("pool", name, (4, 2), method=method, gate=2))
    assert outcome.value == [0, 1, 4, 9]
    assert outcome.met
    assert outcome.overlapping_workers >= 2


@pytest.mark.skipif(sys.platform != "linux", reason="another process's clock is Linux's")
@pytest.mark.parametrize("method", METHODS)
def test_the_kernel_tells_who_computed(runner: Runner, method: str) -> None:
    """CPU time is told apart by its clocks: the calling process's, and that of workers at work."""
    by_workers = runner.call(Call("pool", "spin_in", ("workers", 0.2), method=method, gate=2))
    by_parent = runner.call(Call("pool", "spin_in", ("parent", 0.2), method=method, gate=2))
    assert by_workers.met
    assert by_parent.met
    assert by_workers.workers_cpu is not None
    assert by_parent.workers_cpu is not None
    assert by_parent.main_cpu is not None
    assert by_workers.workers_cpu >= 0.4
    assert by_parent.main_cpu >= 0.4
    assert by_parent.workers_cpu < 0.1


@pytest.mark.parametrize("name", ["squares_one_by_one", "squares_start_and_join"])
@pytest.mark.parametrize("method", METHODS)
def test_serial_work_never_meets(runner: Runner, name: str, method: str) -> None:
    """A loop of `apply`, or of start and join, is never at two places at once."""
    outcome = runner.call(Call("pool", name, (3, 2), method=method, gate=2, deadline=20))
    assert outcome.value == [0, 1, 4]
    assert not outcome.met
    assert not outcome.gate_timed_out, "nothing moved, so nobody could come"
    assert outcome.overlapping_workers <= 1


def test_the_gates_time_is_over_only_while_something_moves(runner: Runner) -> None:
    """A parent that computes may still send somebody: on a busy machine that proves nothing."""
    outcome = runner.call(Call("pool", "spin_in", ("meanwhile", 5.0), gate=3, deadline=30))
    assert outcome.gate_timed_out and not outcome.met
    assert not runner.call(Call("pool", "square", (3,), gate=2)).gate_timed_out, "nobody waited"


LATE = """
import atexit
import time


def ends_late(seconds):
    atexit.register(time.sleep, seconds)
    return "done"
"""


def test_a_late_end_is_no_forgery() -> None:
    """Who takes long to end, or does not end, has answered all the same."""
    with Runner({"late": LATE}, launcher=PlainLauncher()) as runner:
        outcome = runner.call(Call("late", "ends_late", (EXIT_SECONDS + 20,)))
    assert outcome.value == "done"
    assert [leftover.kind for leftover in outcome.left_behind] == ["exit"]


@pytest.mark.skipif(sys.platform == "win32", reason="the witness has no Unix socket here")
def test_who_has_died_before_the_witness_listens_was_at_work(tmp_path: Path) -> None:
    """What a process said of itself counts, also if it is dead when a busy judge hears it."""
    server = WitnessServer(str(tmp_path / "w"))
    say = (
        "import os, socket, sys\n"
        "line = socket.socket(socket.AF_UNIX)\n"
        "line.connect(sys.argv[1])\n"
        """line.sendall(b'{"op": "enter", "label": "work", "token": 1}\\n')\n"""
        "os._exit(0)"
    )
    try:
        for _ in range(2):
            subprocess.run([sys.executable, "-I", "-S", "-c", say, str(server.address)], check=True)
        server.catch_up()
        sightings = server.sightings()
    finally:
        server.close()
    assert len({sighting.pid for sighting in sightings}) == 2
    assert all(sighting.left == sighting.entered for sighting in sightings)
    assert most_at_once(sightings) <= 1


def test_an_exception_is_told_with_its_line(runner: Runner) -> None:
    """The student reads the name, the message and the line of their own module."""
    outcome = runner.call(Call("endings", "raises"))
    assert outcome.status is Status.RAISED
    assert outcome.error is not None
    assert outcome.error.is_a("LookupError")
    assert outcome.error.frames[-1][0] == "endings"
    assert "endings line" in outcome.ending
    with pytest.raises(NoValue):
        _ = outcome.value


def test_an_exception_whose_text_raises_is_survived(runner: Runner) -> None:
    """A `__str__` that raises is the student's problem, not ours."""
    outcome = runner.call(Call("endings", "raises_badly"))
    assert outcome.status is Status.RAISED


@pytest.mark.parametrize("name", ["dies", "is_killed"])
def test_a_silent_death_is_no_success(runner: Runner, name: str) -> None:
    """Whoever ends the calling process gets no value, whatever the exit status says."""
    assert runner.call(Call("endings", name)).status is Status.DIED


def test_sys_exit_is_an_exception_like_others(runner: Runner) -> None:
    """`sys.exit(0)` returns no value, so it is none."""
    outcome = runner.call(Call("endings", "leaves_by_exit"))
    assert outcome.error is not None
    assert outcome.error.is_a("SystemExit")


def test_what_is_missing_is_told(runner: Runner) -> None:
    """A function that does not exist, and a module that cannot be imported."""
    assert runner.call(Call("pool", "cubes")).status is Status.MISSING
    with Runner({"broken": "def f(:\n"}) as other:
        outcome = other.call(Call("broken", "f"))
    assert outcome.status is Status.UNIMPORTABLE
    assert outcome.error is not None
    assert outcome.error.frames == (("broken", 1, "<module>"),)


@pytest.mark.parametrize("name", ["hangs", "spins"])
def test_a_hang_ends_at_its_deadline(runner: Runner, name: str) -> None:
    """The call is ended, and the next one is made as if nothing had happened."""
    outcome = runner.call(Call("endings", name, deadline=1.0))
    assert outcome.status is Status.HUNG
    assert outcome.seconds >= 1.0
    assert runner.call(Call("pool", "square", (3,))).value == 9


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("leaves_a_process", "process"),
        ("leaves_a_zombie", "zombie"),
        ("leaves_a_thread", "thread"),
        ("leaves_shared_memory", "shared_memory"),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_what_is_left_behind_is_counted(name: str, kind: str, method: str) -> None:
    """Processes, zombies, threads and shared memory that outlive the function are told."""
    if (name, method) == ("leaves_a_zombie", "forkserver"):
        method = "fork"  # under forkserver the zombie is the server's child, and it reaps it
    with Runner({"endings": ENDINGS}) as runner:
        outcome = runner.call(Call("endings", name, method=method))
    assert outcome.value == "done"
    assert kind in {left.kind for left in outcome.left_behind}
    for left in outcome.left_behind:
        if left.kind == "shared_memory":
            Path("/dev/shm", left.detail.split()[3]).unlink()


@pytest.mark.skipif(sys.platform != "linux", reason="shared memory has no names to look at")
def test_what_a_call_left_is_no_fault_of_ours_in_the_next() -> None:
    """A folder that nobody can remove lies in the next call's way: it gets another place."""
    text = (
        "import os\n"
        "def takes(number):\n"
        "    stage = os.path.dirname(os.getcwd())\n"
        "    inside = f'{os.path.dirname(stage)}/call-{number}/desk/locked/full'\n"
        "    os.makedirs(inside)\n"
        "    return os.path.dirname(inside)\n"
    )
    with Runner({"left": text}, launcher=PlainLauncher()) as runner:
        taken = Path(runner.call(Call("left", "takes", (2,))).value)
        assert taken.is_dir()
        assert runner.call(Call("left", "takes", (9,))).status is Status.RETURNED


def test_a_call_sees_the_modules_that_it_needs() -> None:
    """A module beside them has no say: a verdict is kept under the hash of the needed ones."""
    text = "import os\ndef see():\n    return sorted(os.listdir())\n"
    modules = {"first": text, "second": text, "helper": ""}
    needs = {"first": {"first"}, "second": {"second", "helper"}}
    with Runner(modules, needs=needs.__getitem__) as runner:
        assert runner.call(Call("first", "see")).value == ["first.py"]
        assert runner.call(Call("second", "see")).value == ["helper.py", "second.py"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a thread ends by a system call")
def test_a_process_whose_first_thread_has_ended_is_seen() -> None:
    """It looks like a zombie without memory; it is measured, and counted as left behind."""
    text = (
        "import ctypes, os, threading, time\n"
        "def hold(size):\n"
        "    time.sleep(0.2)\n"
        "    held = b'x' * size\n"
        "    time.sleep(60)\n"
        "def headless(size, seconds):\n"
        "    if os.fork() == 0:\n"
        "        threading.Thread(target=hold, args=(size,)).start()\n"
        "        number = {'x86_64': 60}.get(os.uname().machine, 93)\n"
        "        ctypes.CDLL(None).syscall(number, 0)\n"
        "    time.sleep(seconds)\n"
    )
    with Runner({"dead": text}, launcher=PlainLauncher(Limits(memory=300 << 20))) as runner:
        small = runner.call(Call("dead", "headless", (1, 1.0)))
        assert [left.kind for left in small.left_behind] == ["process"]
        large = runner.call(Call("dead", "headless", (400 << 20, 20.0), deadline=30.0))
    assert large.status is Status.OVERRUN
    assert "300 MB of memory" in large.note


def test_a_helper_by_name_alone_is_counted() -> None:
    """Python's resource tracker ends with its caller; what only has its name is left behind."""
    text = (
        "import subprocess, sys, time\n"
        "from multiprocessing import resource_tracker\n"
        "def honest():\n"
        "    resource_tracker.ensure_running()\n"
        "def leaves_one():\n"
        "    honest()\n"
        "    code = 'import time; time.sleep(60)  # multiprocessing.resource_tracker'\n"
        "    subprocess.Popen([sys.executable, '-c', code])\n"
        "    time.sleep(0.5)\n"
    )
    with Runner({"helped": text}) as runner:
        assert runner.call(Call("helped", "honest")).left_behind == []
        (left,) = runner.call(Call("helped", "leaves_one")).left_behind
    assert left.kind == "process"
    assert "calls itself Python's resource tracker" in left.detail


def test_a_block_of_somebody_elses_is_not_left_behind(tmp_path: Path) -> None:
    """Where the machine is shared, another program's shared memory is no leak of this call."""
    block = Path("/dev/shm", f"psm_{secrets.token_hex(4)}")
    module = "import time\ndef waits(path):\n    open(path, 'w').close()\n    time.sleep(0.5)\n"
    started = tmp_path / "started"

    def make_it_meanwhile() -> None:
        while not started.exists():
            time.sleep(0.01)
        block.touch()

    other = threading.Thread(target=make_it_meanwhile)
    other.start()
    try:
        with Runner({"waiting": module}) as runner:
            outcome = runner.call(Call("waiting", "waits", (str(started),)))
        other.join()
        assert block.exists()
    finally:
        started.touch()
        other.join()
        block.unlink(missing_ok=True)
    assert outcome.left_behind == []


def test_a_place_that_could_not_be_cleared_is_left_also_after_a_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next call must not run among the processes of this one."""
    real = Census.clear

    def clear(census: Census) -> None:
        real(census)
        census._place.broken = True  # as after ten seconds in which somebody would not go

    monkeypatch.setattr(Census, "clear", clear)
    with Runner({"endings": ENDINGS}) as runner:
        outcome = runner.call(Call("endings", "hangs", deadline=1))
        assert outcome.status is Status.HUNG
        assert runner._place is None


def test_nothing_outlives_the_runner() -> None:
    """After a call only the place itself is left, and after the last one nothing."""
    earlier = {process.pid for process in tree.below(os.getpid())}
    with Runner({"endings": ENDINGS}) as other:
        other.call(Call("endings", "leaves_a_process"))
        before = {process.pid for process in tree.below(os.getpid())}
        other.call(Call("endings", "leaves_a_process"))
        assert {process.pid for process in tree.below(os.getpid())} == before
    assert {process.pid for process in tree.below(os.getpid())} <= earlier


class WithoutSubreaper(PlainLauncher):
    """Orphans go to the machine's first process, as on macOS."""

    def prepare(self, sources: tuple[Path, ...]) -> Launch:
        launch = super().prepare(sources)
        program = (
            f"import sys; sys.path.append({str(ENGINE)!r})\n"
            "from course.run import driver, privileges\n"
            "privileges.prctl = lambda *_: None\n"
            "driver.main(sys.argv[1:])"
        )
        return replace(launch, argv=(*launch.argv[:-1], "-c", program))


ORPHANS = """
import multiprocessing as mp
import os
import time


def sleep_here(path):
    with open(path + ".new", "w") as file:
        file.write(str(os.getpid()))
    os.rename(path + ".new", path)
    time.sleep(60)


def sleep_elsewhere(path):
    os.setsid()
    sleep_here(path)


def leave(target, path):
    mp.Process(target=target, args=(path,)).start()
    while not os.path.exists(path):
        time.sleep(0.01)


def leaves(path):
    leave(sleep_here, path)


def hides(path):
    leave(sleep_elsewhere, path)


def dies(path):
    leave(sleep_here, path)
    os._exit(3)


def forks_twice(path):
    middle = os.fork()
    if middle == 0:
        if os.fork() == 0:
            sleep_here(path)
        os._exit(0)
    os.waitpid(middle, 0)
    time.sleep(60)
"""


@pytest.mark.parametrize("name", ["leaves", "hides", "dies"])
@pytest.mark.parametrize("method", METHODS)
def test_orphans_that_do_not_come_to_the_zygote_are_ended(
    name: str, method: str, tmp_path: Path
) -> None:
    """Whoever is their parent then: they were seen before, or are still in the call's session."""
    told = tmp_path / "pid"
    with Runner({"orphans": ORPHANS}, launcher=WithoutSubreaper()) as runner:
        outcome = runner.call(Call("orphans", name, (str(told),), method=method))
        assert tree.identity(int(told.read_text())) is None
    if name == "dies":
        assert outcome.status is Status.DIED
    else:
        assert [left.kind for left in outcome.left_behind] == ["process"]


def make_a_call(launcher: type[PlainLauncher], path: str) -> None:
    with Runner({"orphans": ORPHANS}, launcher=launcher()) as runner:
        runner.call(Call("orphans", "forks_twice", (path,), deadline=60))


@pytest.mark.parametrize("launcher", [PlainLauncher, WithoutSubreaper])
def test_nothing_outlives_a_runner_that_is_killed(
    launcher: type[PlainLauncher],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither processes, orphans among them, nor the folder that it had made."""
    folder = tmp_path_factory.mktemp("killed")
    monkeypatch.setenv("TMPDIR", str(folder))
    told = folder / "pid"
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=make_a_call, args=(launcher, str(told)))
    process.start()
    until = time.monotonic() + 30
    while not told.exists():
        assert time.monotonic() < until, "the call has not begun"
        time.sleep(0.01)
    orphan = tree.identity(int(told.read_text()))
    process.kill()
    process.join()
    assert orphan is not None
    while tree.still_living([orphan]) or list(folder.glob("mpcourse-*")):
        assert time.monotonic() < until, "something is left"
        time.sleep(0.01)


@pytest.mark.parametrize("name", ["prints_without_end", "takes_memory", "returns_much"])
def test_what_takes_too_much_is_stopped(name: str) -> None:
    """Output, memory and the size of a value are bounded, and the message says which it was."""
    with Runner({"endings": ENDINGS}, launcher=PlainLauncher(Limits(memory=600 << 20))) as runner:
        outcome = runner.call(Call("endings", name, deadline=30))
    assert outcome.status is Status.OVERRUN
    assert "MB" in outcome.note


@pytest.mark.parametrize("name", ["writes_everywhere", "closes_everything"])
def test_writing_on_our_channel_is_no_success(runner: Runner, name: str) -> None:
    """Neither a ready-made report nor a closed channel earns anything."""
    outcome = runner.call(Call("endings", name, deadline=10))
    assert outcome.status in (Status.FORGED, Status.DIED, Status.HUNG)
    assert runner.call(Call("pool", "square", (3,))).value == 9


def test_a_value_that_lies_is_taken_for_what_it_is(runner: Runner) -> None:
    """An int that equals everything is the int that it holds."""
    outcome = runner.call(Call("endings", "lies"))
    assert outcome.value == 5
    assert outcome.value != 6


def test_files_go_in_and_come_out(runner: Runner) -> None:
    """Input files lie in the call's folder, named results come back, nothing stays."""
    call = Call("endings", "copies", ("in", "out"), files={"in": b"abc"}, collect=["out", "none"])
    assert runner.call(call).files == {"out": b"cba"}
    outcome = runner.call(Call("endings", "reads", ("out",)))
    assert outcome.status is Status.RAISED


def test_output_is_kept(runner: Runner) -> None:
    """What is printed comes back as text, also from children."""
    with Runner({"m": "def f():\n    print('hello')\n"}) as other:
        assert other.call(Call("m", "f")).stdout == "hello\n"


def test_recorded_events_are_in_order_of_time(runner: Runner) -> None:
    """The recorder's events come back, and garbage among them is left out."""
    events = runner.call(Call("pool", "squares", (4, 2), method="spawn")).events
    assert {"start", "run"} <= {event["k"] for event in events}
    times = [event["t"] for event in events]
    assert times == sorted(times)
    assert parse_events('{"t": 1, "pid": 2, "k": "run"}\nxx\n[]\n{"t": "a"}\n{"t": 0.5') == (
        {"t": 1, "pid": 2, "k": "run"},
    )


def test_a_line_that_another_covers_is_left_out() -> None:
    """On Windows two processes may append at the same place: the longer one's end remains."""
    long = (
        '{"t":1.0,"pid":2,"k":"obj","at":["m",1],"id":"queue-1","type":"Queue","held":[{"a":1}]}\n'
    )
    short = '{"t":2.0,"pid":3,"k":"run"}\n'
    for covered in range(len(long)):
        start = max(0, covered - len(short))
        text = long[:start] + short + long[start + len(short) :]
        assert {event["pid"] for event in parse_events(text)} <= {2, 3}
        assert all(event in (json.loads(long), json.loads(short)) for event in parse_events(text))


WITHOUT_UNIX = """
import importlib, os, pkgutil, signal, sys
import IPython, multiprocessing.pool, nbformat, psutil, pytest, socket, subprocess, tempfile

for name in "resource fcntl pwd grp termios pty tty".split():
    sys.modules[name] = None
there = "SIGABRT SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_IGN"  # on Windows
for name in [n for n in dir(signal) if n.startswith("SIG") and n not in there.split()]:
    delattr(signal, name)
for name in "alarm setitimer pthread_sigmask pthread_kill sigwait siginterrupt".split():
    delattr(signal, name)
for name in '''fork forkpty register_at_fork getpgrp getpgid getsid setsid setpgid killpg getuid
    geteuid getgid getegid setuid setgroups setresuid setresgid sched_getaffinity sched_setaffinity
    getpriority sysconf wait wait4 waitid uname mkfifo O_PATH O_CLOEXEC O_NONBLOCK
    O_NOFOLLOW'''.split():
    delattr(os, name)
del socket.AF_UNIX, socket.send_fds, socket.recv_fds

import course
for module in pkgutil.walk_packages(course.__path__, "course."):
    importlib.import_module(module.name)
    print(module.name)
"""


def test_everything_that_students_get_can_be_imported_without_unix() -> None:
    """On Windows a name that only Unix has must not be asked for before it is needed."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "course.run.fresh" in done.stdout.split()


class WithoutUnixSockets(PlainLauncher):
    """Starts the inside as on Windows, where the witness listens at a port."""

    def prepare(self, sources: tuple[Path, ...]) -> Launch:
        return replace(super().prepare(sources), witness=None, witness_host=None)


@pytest.mark.parametrize("launcher", [PlainLauncher, WithoutUnixSockets])
@pytest.mark.parametrize("method", METHODS)
def test_without_fork_every_call_is_a_fresh_interpreter(
    method: str, launcher: type[PlainLauncher]
) -> None:
    """The way for Windows: values, exceptions, the gate, leaks and hangs are seen there, too."""
    modules = {"pool": POOL, "endings": ENDINGS}
    with Runner(modules, launcher=launcher(), forking=False) as runner:
        outcome = runner.call(Call("pool", "squares", (4, 2), method=method, gate=2))
        assert outcome.value == [0, 1, 4, 9]
        assert outcome.met
        assert outcome.overlapping_workers >= 2
        assert outcome.worker_pids == {e["pid"] for e in outcome.events if e["k"] == "task"}
        one_by_one = runner.call(Call("pool", "squares_start_and_join", (3, 2), method=method))
        assert one_by_one.value == [0, 1, 4]
        assert len(one_by_one.worker_pids) == 3
        assert one_by_one.overlapping_workers == 1
        assert {"start", "run"} <= {event["k"] for event in outcome.events}
        assert runner.call(Call("endings", "raises", method=method)).status is Status.RAISED
        assert runner.call(Call("endings", "dies", method=method)).status is Status.DIED
        assert runner.call(Call("pool", "cubes", method=method)).status is Status.MISSING
        hung = runner.call(Call("endings", "hangs", method=method, deadline=0.5))
        assert hung.status is Status.HUNG
        leaky = runner.call(Call("endings", "leaves_a_process", method=method))
        assert [left.kind for left in leaky.left_behind] == ["process"]


@pytest.mark.skipif(sys.platform == "win32", reason="there an environment does so by itself")
def test_an_environment_whose_python_is_a_launcher_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows: Python's name in a virtual environment starts the real one as its child."""
    name = tmp_path / "python"
    name.write_text(f'#!/bin/sh\n"{own_python()}" "$@"\nexit $?\n')
    name.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(name))
    with Runner({"pool": POOL}, forking=False) as runner:
        outcome = runner.call(Call("pool", "square", (3,)))
    assert outcome.value == 9
    assert outcome.left_behind == []


def test_who_is_gone_already_is_killed_without_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has a code of its own for a pid that nobody has."""
    asked = []

    def kill(pid: int, number: int) -> None:
        asked.append(pid)
        raise OSError(errno.EINVAL, "the parameter is incorrect")

    monkeypatch.setattr(os, "kill", kill)
    tree.kill(tree.Process(pid, 0, "S", 0.0, 0) for pid in (4711, 4712))
    assert asked == [4711, 4712]


@pytest.mark.parametrize("address", ["/nobody/listens", "tcp:127.0.0.1:1", "tcp:nonsense", "tcp:"])
def test_a_witness_that_is_not_there_raises_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the system lacks, work goes on unseen."""
    monkeypatch.delattr(socket, "AF_UNIX")
    witness.connect_to(address)
    try:
        with witness.sighting("work"):
            assert not witness.meet(2)
    finally:
        witness.connect_to(None)


def test_what_a_handler_of_the_learners_raises_is_theirs(tmp_path: Path) -> None:
    """A signal that comes while the witness is asked ends the wait, as it would end any other."""

    class Stop(Exception):
        pass

    def stop(number: int, frame: object) -> None:
        raise Stop

    server = WitnessServer(str(tmp_path / "s"))
    witness.connect_to(str(server.address))
    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(Stop):
            witness.meet(2, 20.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        witness.connect_to(None)
        server.close()


@pytest.mark.parametrize("method", METHODS)
def test_without_fork_orphans_are_found_and_ended(method: str) -> None:
    """A child whose parent left without it is nobody's child any more, and is not forgotten."""
    module = (
        "import multiprocessing, os, time\n"
        "def nap():\n"
        "    time.sleep(60)\n"
        "def leaves():\n"
        "    child = multiprocessing.Process(target=nap)\n"
        "    child.start()\n"
        "    print(child.pid, flush=True)\n"
        "    time.sleep(1)\n"
        "    os._exit(3)\n"
    )
    with Runner({"orphan": module}, forking=False) as runner:
        outcome = runner.call(Call("orphan", "leaves", method=method))
    assert outcome.status is Status.DIED
    orphan = int(outcome.stdout)
    assert orphan in [left.pid for left in outcome.left_behind]
    assert tree.identity(orphan) is None


def test_overlap_is_counted_by_process() -> None:
    """Two stretches of one process are one worker; stretches that only touch don't overlap."""
    assert most_at_once((Sighting(1, "", 0, 2), Sighting(1, "", 1, 3))) == 1
    assert most_at_once((Sighting(1, "", 0, 1), Sighting(2, "", 1, 2))) == 1
    assert most_at_once((Sighting(1, "", 0, 2), Sighting(2, "", 1, 3))) == 2
    assert most_at_once(()) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="threads are looked at in /proc")
@pytest.mark.parametrize(("rest", "state"), [("while True: pass", "R"), ("time.sleep(60)", "S")])
def test_a_process_whose_main_thread_sleeps_may_be_at_work_behind_it(rest: str, state: str) -> None:
    """A thread that stands in line for a processor is movement, whatever the main thread does."""
    program = (
        "import threading, time\n"
        f"def other():\n    {rest}\n"
        "threading.Thread(target=other, daemon=True).start()\n"
        "print(flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout is not None
            child.stdout.readline()
            until = time.monotonic() + 10
            while (seen := the_child(child.pid)).state != "S" or seen.threads < 2:
                assert time.monotonic() < until, f"the main thread does not sleep: {seen}"
                time.sleep(0.01)
            assert seen.state_of_all() == state
        finally:
            child.kill()


def the_child(pid: int) -> tree.Process:
    return next(process for process in tree.below(os.getpid()) if process.pid == pid)
