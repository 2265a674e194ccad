"""Children that are born in the nursery are what new interpreters would have been."""

from __future__ import annotations

import multiprocessing
import re
import signal
import sys
import textwrap
from typing import Any

import pytest

from course.run.outcome import Outcome, Status
from course.run.runner import Call, Runner
from course.run.seed import sees_the_seed

METHODS = [m for m in ("spawn", "forkserver") if m in multiprocessing.get_all_start_methods()]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has nurseries")

ANEW = "\nNAMES = {'a set'}  # so that it does without a nursery\n"

ASK = """
import multiprocessing, os, random, resource, signal, sys, threading, time, uuid

def put(queue, question):
    queue.put(question())

def answer_of(question):
    queue = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=put, args=(queue, question))
    process.start()
    found = queue.get()
    process.join()
    return found

def is_new():
    with open("/proc/self/cmdline") as file:
        return "multiprocessing." in file.read()
"""
"""A child is asked, and whether it is an interpreter of its own."""

LOOK = ASK + textwrap.dedent(
    """
    def kind(number):
        try:
            return os.readlink(f"/proc/self/fd/{number}").partition(":[")[0]
        except OSError:
            return "closed"

    def status(*names):
        with open("/proc/self/status") as file:
            fields = dict(line.rstrip("\\n").split(":", 1) for line in file)
        return [fields[name].strip() for name in names]

    def streams():
        return [
            (s.name, s.encoding, s.errors, s.line_buffering, s.write_through, s.mode,
             type(s.buffer).__name__, s.fileno())
            for s in (sys.stdout, sys.stderr)
        ]

    def look():
        main = sys.modules["__main__"]
        return {
            "argv": sys.argv,
            "path": [p for p in sys.path],
            "flags": str(sys.flags),
            "main": (main.__name__, type(main).__name__, hasattr(main, "__file__"), __name__),
            "environment": sorted(os.environ.items()),
            "folder": os.getcwd(),
            "status": status("Umask", "SigBlk", "SigIgn"),
            "handlers": [str(signal.getsignal(n)).split(" at ")[0] for n in (2, 13, 15, 17, 25)],
            "descriptors": sorted(
                (int(n), kind(n)) for n in os.listdir("/proc/self/fd") if kind(n) != "closed"
            ),
            "streams": streams(),
            "limits": [resource.getrlimit(n) for n in range(10)],
            "parent": (os.getppid() == multiprocessing.parent_process().pid,
                       os.getpgrp() == os.getsid(0)),
            "threads": [t.name for t in threading.enumerate()],
            "method": multiprocessing.get_start_method(),
            "context": type(multiprocessing.get_context()).__name__,
            "executable": sys.executable,
            "recursion": sys.getrecursionlimit(),
            "bytecode": sys.dont_write_bytecode,
            "mine": multiprocessing.current_process().name,
        }

    def told():
        return look(), is_new()

    def seen():
        return answer_of(told)

    def prepared():
        os.umask(0o027)
        os.environ["COURSE"] = "an own variable, ü"
        del os.environ["HOME"]
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
        os.mkdir("elsewhere")
        os.chdir("elsewhere")
        sys.argv = ["mine", "--own"]
        return seen()

    def heedful():
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signal.signal(signal.SIGHUP, lambda *_: None)
        return seen()
    """
)


def call(text: str, function: str, method: str, *, anew: bool = False, **more: Any) -> Outcome:
    """One call of a program, with a nursery or (`anew`) with new interpreters."""
    with Runner({"program": text + ANEW * anew}) as runner:
        return runner.call(Call("program", function, method=method, **more))


def value(text: str, function: str, method: str, *, anew: bool = False) -> Any:
    outcome = call(text, function, method, anew=anew)
    assert outcome.status is Status.RETURNED, (outcome.error, outcome.stderr)
    assert not outcome.left_behind
    return outcome.value


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("function", ["seen", "prepared"])
def test_a_child_sees_what_it_would_see_in_a_new_interpreter(function: str, method: str) -> None:
    """Arguments, path, environment, folder, signals, descriptors, streams, limits and parent."""
    born, was_anew = value(LOOK, function, method)
    new, is_anew = value(LOOK, function, method, anew=True)
    assert (was_anew, is_anew) == (False, True)
    assert _comparable(born) == _comparable(new)


def test_what_a_program_no_longer_ignores_its_children_do_not_ignore() -> None:
    """A judge without a terminal was born to ignore a signal that the program then handles."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        born, was_anew = value(LOOK, "heedful", "spawn")
        new, is_anew = value(LOOK, "heedful", "spawn", anew=True)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (was_anew, is_anew) == (False, True)
    assert _comparable(born) == _comparable(new)


def _comparable(seen: dict[str, Any]) -> list[str]:
    """Line by line, without the names of temporary folders and of processes' own files."""
    text = "\n".join(f"{key}: {value}" for key, value in seen.items())
    return re.sub(r"mpcourse-[^/']+|call-\d+|\d+\.txt", "…", text).splitlines()


ENDS = """
import atexit, multiprocessing, os, random, signal, sys, threading, time
HELD = None

class Held:
    def __del__(self):
        print("let go of", self.__class__.__name__, flush=True)

def registered():
    print("registered", flush=True)

def late():
    time.sleep(0.3)
    print("a thread was waited for")

def tidy():
    global HELD
    HELD = Held()
    atexit.register(registered)
    threading.Thread(target=late).start()
    print("buffered", end=" ")

def leave():
    sys.exit(3)

def leave_with_words():
    sys.exit("words")

def fail():
    raise LookupError("lost")

def vanish():
    os._exit(7)

def stop():
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(30)

def broken():
    os.abort()

def nap():
    time.sleep(60)

def leaves_a_daemon():
    multiprocessing.Process(target=nap, daemon=True).start()

def ends(name):
    process = multiprocessing.Process(target=globals()[name])
    process.start()
    process.join()
    return process.exitcode
"""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "name",
    ["tidy", "leave", "leave_with_words", "fail", "vanish", "stop", "broken", "leaves_a_daemon"],
)
def test_a_child_ends_as_in_a_new_interpreter(name: str, method: str) -> None:
    """Exit status and last words: threads, atexit, `__del__`, buffers, signals, daemons."""
    born = call(ENDS, "ends", method, args=(name,))
    new = call(ENDS, "ends", method, args=(name,), anew=True)
    last = "let go of Held\n"  # which Python promises nobody, and 3.14 does not do here
    assert born.value == new.value
    assert born.stdout.removesuffix(last) == new.stdout.removesuffix(last)
    assert born.stdout.endswith(last) == (name == "tidy" and method == "spawn")
    assert _words(born.stderr).splitlines()[-1:] == _words(new.stderr).splitlines()[-1:]
    assert not born.left_behind and not new.left_behind


def _words(text: str) -> str:
    """Without what is another's in each run."""
    return re.sub(r"mpcourse-[^/']+|call-\d+|0x\w+", "…", text)


OWN_END = (
    ENDS
    + """
def here(name):
    global HELD
    HELD = Held()
    atexit.register(registered)
    if name == "daemon":
        multiprocessing.Process(target=nap, daemon=True).start()
    return name
"""
)


@pytest.mark.parametrize("method", ["fork", *METHODS])
def test_the_calling_process_ends_as_a_program_does(method: str) -> None:
    """What it registered is called and what its module holds is let go, once it may end."""
    outcome = call(OWN_END, "here", method, args=("plain",))
    assert outcome.value == "plain"
    assert outcome.stdout.split("\n")[:2] == ["registered", "let go of Held"]
    assert outcome.exit_status == 0
    assert not outcome.left_behind


RANDOM = (
    ASK
    + """
def draw():
    return random.random(), str(uuid.uuid4()), is_new()

def drawn():
    return [answer_of(draw) for _ in range(4)]
"""
)


@pytest.mark.parametrize("method", METHODS)
def test_children_draw_different_numbers(method: str) -> None:
    """Each child has a state of `random` of its own, as new interpreters have."""
    found = value(RANDOM, "drawn", method)
    assert len({number for number, _, _ in found}) == len({name for _, name, _ in found}) == 4
    assert not any(anew for _, _, anew in found)


HASHES = (
    ASK
    + """
def tell():
    return hash("a word")

def told():
    return answer_of(tell) == tell()
"""
)


def test_who_asks_for_hashes_gets_those_of_a_new_interpreter() -> None:
    """To count on equal hashes of strings in two processes is a mistake that must show."""
    assert value(HASHES, "told", "spawn") is False


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("x = hash('a')", True),
        ("x = [id(y)]", True),
        ("x = {1, 2}", True),
        ("x = {y for y in z}", True),
        ("x = set()", True),
        ("import builtins\nx = builtins.hash(1)", True),
        ("from builtins import hash as h", True),
        ("x = a.keys() & b.keys()", True),
        ("x = 'a'.__hash__()", True),
        ("event.set()", False),
        ("x = {1: 2}", False),
        ("x.id = 3", False),
        ("def broken(", False),
        ("x = a.keys()", False),
    ],
)
def test_a_module_that_could_tell_is_known(text: str, tells: bool) -> None:
    """By `hash`, `id` and sets; not by an event's `set` or an attribute called `id`."""
    assert sees_the_seed(text) is tells


STARTS = (
    ASK
    + r"""
def tell():
    return is_new(), resource.getrlimit(resource.RLIMIT_NOFILE)[0], os.getppid()

def told():
    return answer_of(tell)

def with_own_limits():
    resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))
    return told()

def in_a_zone_of_its_own():
    os.environ["TZ"] = "Asia/Shanghai"
    return told()

def text_of(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""

def nursery():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        parent = text_of(f"/proc/{pid}/stat").rpartition(")")[2].split()[1:2]
        if text_of(f"/proc/{pid}/comm") == "mp-nursery\n" and parent == [str(os.getpid())]:
            return int(pid)

def without_nursery():
    found = [told()]
    os.kill(nursery(), signal.SIGKILL)
    return found + [told(), told()]

def say(writer):
    writer.send(os.getppid())

def interrupted():
    def handler(*_):
        raise TimeoutError
    told()  # the resource tracker is there
    signal.signal(signal.SIGALRM, handler)
    times = 0
    for number in range(60):
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=say, args=(writer,))
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0002 * (number % 20 + 1))
            process.start()
            signal.setitimer(signal.ITIMER_REAL, 0)
        except TimeoutError:
            times += 1
            continue
        assert reader.poll(20) and reader.recv() == os.getpid()
        process.join()
    return times

def ended_at_once():
    codes = []
    for _ in range(60):
        process = multiprocessing.Process(target=time.sleep, args=(60,))
        process.start()
        process.terminate()
        process.join()
        codes.append(process.exitcode)
    return codes

def from_threads():
    found = []
    def one():
        found.append(told())
    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [anew for anew, _, parent in found if parent == os.getpid()]

def ask_a_child():
    return told(), os.getpid()

def nested():
    found, pid = answer_of(ask_a_child)
    return found[2] == pid

def through_a_fork():
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        found = told()
        os.write(write, b"mine" if found[2] == os.getpid() else b"another's")
        os._exit(0)
    os.waitpid(pid, 0)
    return os.read(read, 20).decode()
"""
)


def test_a_spawned_child_is_born_in_the_nursery() -> None:
    """And what it inherits is its parent's."""
    anew, _, _ = value(STARTS, "told", "spawn")
    assert not anew


@pytest.mark.parametrize("name", ["with_own_limits", "in_a_zone_of_its_own"])
def test_what_cannot_be_handed_over_takes_a_new_interpreter(name: str) -> None:
    """Resource limits, and variables that are read when an interpreter comes up."""
    anew, limit, _ = value(STARTS, name, "spawn")
    assert anew
    assert limit == 300 or name != "with_own_limits"


def test_without_its_nursery_a_call_goes_on() -> None:
    """Whoever ends it gets new interpreters from then on."""
    outcome = call(STARTS, "without_nursery", "spawn")
    assert [anew for anew, _, _ in outcome.value] == [False, True, True]


def test_a_start_that_a_signal_interrupts_mixes_up_nothing() -> None:
    """A handler that raises in the middle of a start: no start gets another's child."""
    outcome = call(STARTS, "interrupted", "spawn", deadline=60.0)
    assert outcome.status is Status.RETURNED, (outcome.error, outcome.stderr)
    assert outcome.value > 0


def test_a_signal_in_a_childs_first_moment_is_not_lost() -> None:
    """A pool that is ended at once sends one to workers that have not come up."""
    assert value(STARTS, "ended_at_once", "spawn") == [-signal.SIGTERM] * 60


def test_threads_start_children_side_by_side() -> None:
    """As pools do, which replace workers from a thread of theirs."""
    assert value(STARTS, "from_threads", "spawn") == [False] * 8


def test_a_child_starts_children_of_its_own() -> None:
    """They are its own, not the call process's."""
    assert value(STARTS, "nested", "spawn") is True


def test_a_forked_child_does_not_use_its_parents_nursery() -> None:
    """What it starts has it for a parent."""
    assert value(STARTS, "through_a_fork", "spawn") == "mine"
