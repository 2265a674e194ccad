"""`%%program`: a cell as a script of its own, under each start method and a deadline."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import psutil
import pytest

from course.program import LONGEST, readable, run_program

METHODS = multiprocessing.get_all_start_methods()
UNGUARDED = """\
import multiprocessing


def cook(dish):
    print(dish, flush=True)


friend = multiprocessing.Process(target=cook, args=("soup",))
friend.start()
friend.join()
print("exit code", friend.exitcode)
"""
GUARDED = UNGUARDED.replace(
    'friend = multiprocessing.Process(target=cook, args=("soup",))\nfriend.start()\nfriend.join()\n'
    'print("exit code", friend.exitcode)\n',
    'if __name__ == "__main__":\n'
    '    friend = multiprocessing.Process(target=cook, args=("soup",))\n'
    "    friend.start()\n    friend.join()\n"
    '    print(multiprocessing.get_start_method(), "exit code", friend.exitcode)\n',
)


@pytest.mark.parametrize("method", METHODS)
def test_a_script_runs_under_the_method(method, tmp_path):
    """A guarded script does under each start method what it does when somebody runs it."""
    ran = run_program("feast", GUARDED, method, folder=tmp_path, seconds=60)
    assert ran.lines == ("soup", f"{method} exit code 0")
    assert ran.status == 0


@pytest.mark.parametrize("method", [m for m in METHODS if m != "fork"])
def test_without_a_guard_the_child_says_which_line(method, tmp_path, monkeypatch):
    """A script without a guard shows one line of error, with its own line, not the library's."""
    monkeypatch.setenv("FORCE_COLOR", "1")  # as a kernel does
    ran = run_program("feast", UNGUARDED, method, folder=tmp_path, seconds=60)
    assert ran.lines[0].startswith("feast.py line 9: RuntimeError: An attempt has been made to")
    # Since 3.13.8 the fork server imports the script, dies of it, and the parent is told.
    assert ran.lines[-1] == "exit code 1" or ran.status == 1


def test_modules_of_the_notebook_can_be_imported(tmp_path):
    """A script finds the modules that the notebook's cells have saved."""
    (tmp_path / "recipes_of_mine.py").write_text("SOUP = 5\n")
    source = "import recipes_of_mine\nprint(recipes_of_mine.SOUP)\n"
    assert run_program("feast", source, "spawn", folder=tmp_path, seconds=60).lines == ("5",)


def test_a_program_that_hangs_is_stopped_with_its_children(tmp_path):
    """After its time the program and whatever it has started are gone."""
    source = """\
import multiprocessing, time
if __name__ == "__main__":
    child = multiprocessing.Process(target=time.sleep, args=(600,))
    child.start()
    print(child.pid, flush=True)
    child.join()
"""
    ran = run_program("hang", source, "spawn", folder=tmp_path, seconds=10)
    assert ran.status is None
    assert "stopped" in ran.ending
    (pid,) = map(int, ran.lines)
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_endless_output_is_cut(tmp_path):
    """Equal lines become one with a number, and of many only the first are shown."""
    source = "for n in range(300):\n    print('same')\nfor n in range(300):\n    print(n)\n"
    ran = run_program("many", source, "spawn", folder=tmp_path, seconds=60)
    assert ran.lines[0] == "same   (300 times)"
    assert len(ran.lines) == LONGEST + 1
    assert "lines more" in ran.lines[-1]


def test_a_traceback_becomes_one_line():
    """Frames of the library are left out; what the program printed around them stays."""
    lines = [
        "before",
        "Process SpawnProcess-1:",
        "Traceback (most recent call last):",
        '  File "/python/multiprocessing/feast.py", line 99, in run',
        "    self._target()",
        '  File "/here/feast.py", line 7, in cook',
        "    1 / 0",
        "ZeroDivisionError: division by zero",
        "  after, indented",
    ]
    shown = readable(lines, Path("/here/feast.py"))
    assert shown == [
        "before",
        "feast.py line 7: ZeroDivisionError: division by zero",
        "  after, indented",
    ]


def test_of_chained_tracebacks_the_last_is_shown():
    """An error that led to another one is left out, and so is where in an object it stood."""
    lines = [
        "Traceback (most recent call last):",
        '  File "/python/pickle.py", line 99, in save',
        "    obj2 = _getattribute(module, name)",
        "AttributeError: module '__main__' has no attribute '<lambda>'",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "Traceback (most recent call last):",
        '  File "/here/feast.py", line 4, in <module>',
        "    child.start()",
        "_pickle.PicklingError: it's not found as __main__.<lambda>",
        "when serializing dict item '_target'",
    ]
    shown = readable(lines, Path("/here/feast.py"))
    assert shown == ["feast.py line 4: _pickle.PicklingError: it's not found as __main__.<lambda>"]
