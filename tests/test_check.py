"""`check` in a notebook: what it judges, and what it says of a cell that does not count."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import course
from course.check import Checked
from course.checking.interrupt import interruptible
from course.verdict import Verdict

RIGHT = """%%module run_all
import multiprocessing


def run_all(func, argslist):
    processes = [multiprocessing.Process(target=func, args=args) for args in argslist]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
"""
HOLDS_NO_MODULE = "does not begin with the line `%%module run_all`"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """The one IPython that `check` finds, in a folder of its own, with the course loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=config, colors="nocolor")
    course.load_ipython_extension(shell)
    run(shell, "from course import check")
    yield shell
    InteractiveShell.clear_instance()
    shell.restore_sys_module_state()
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def run(shell: InteractiveShell, cell: str) -> object:
    return shell.run_cell(cell).result


def words(told: Checked) -> str:
    """What it says as text, without its line ends."""
    return " ".join(repr(told).split())


def checked(shell: InteractiveShell) -> Checked:
    found = run(shell, "check('run_all', methods=['spawn'])")
    assert isinstance(found, Checked)
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("argslist):", "argslist)"), "SyntaxError"),
        (("import multiprocessing", "import multiprocesing"), "No module named 'multiprocesing'"),
    ],
)
def test_the_cell_as_it_was_last_run_is_judged(
    shell: InteractiveShell, change: tuple[str, str], said: str
) -> None:
    """After an error in the cell, too: the grader would find this text, and not the one before."""
    run(shell, RIGHT)
    run(shell, RIGHT.replace(*change))
    told = checked(shell)
    assert told.verdict is Verdict.CRASHED
    assert said in words(told)
    assert not told.remarks, "nobody has touched the file"


def test_a_file_edited_by_hand_is_told(shell: InteractiveShell) -> None:
    """The cell counts, and the learner hears that the file is another."""
    run(shell, RIGHT)
    Path("run_all.py").write_text("def run_all(func, argslist):\n    return []\n")
    told = checked(shell)
    assert told.passed
    assert "differs from the notebook's cell" in words(told)


@pytest.mark.parametrize("first_line", ["", "# mine\n", "%%module runall\n"])
def test_a_cell_that_does_not_count_is_told(shell: InteractiveShell, first_line: str) -> None:
    """Without the magic, or with another name, neither `check` nor the grader sees the cell."""
    other = RIGHT.replace("%%module run_all\n", first_line)
    run(shell, other)
    told = run(shell, "check('run_all')")
    assert isinstance(told, Checked)
    assert told.missing
    assert HOLDS_NO_MODULE in words(told)
    run(shell, RIGHT.replace("return [", "return 5, ["))
    run(shell, other)
    told = checked(shell)
    assert not told.passed
    assert HOLDS_NO_MODULE in words(told)
    run(shell, RIGHT)
    assert not checked(shell).remarks


def test_a_module_may_have_its_function_from_another_one(shell: InteractiveShell) -> None:
    """Nothing is said of a cell that has the right name and imports from a second one."""
    run(shell, RIGHT.replace("%%module run_all", "%%module helper"))
    assert checked(shell).remarks
    run(shell, "%%module run_all\nfrom helper import run_all\n")
    assert not checked(shell).remarks


def test_after_a_restart_a_module_may_need_cells_that_were_not_run_again(
    shell: InteractiveShell,
) -> None:
    """Their files are there, and the grader finds the cells. It finds no file of another kind."""
    run(shell, RIGHT.replace("%%module run_all", "%%module innermost"))
    run(shell, "%%module my_helper\nimport innermost\nrun_all = innermost.run_all\n")
    course.unload_ipython_extension(shell)
    for name in ("innermost", "my_helper"):
        del sys.modules[name]
    course.load_ipython_extension(shell)
    run(shell, "%%module run_all\nfrom my_helper import run_all\n")
    assert checked(shell).passed
    helper = Path("my_helper.py")
    helper.write_text(helper.read_text().partition("\n")[2])
    told = checked(shell)
    assert not told.passed
    assert "No module named 'my_helper'" in words(told)


def test_a_check_leaves_the_start_method_to_the_learner(tmp_path: Path) -> None:
    """Who has set none may do so after a check; who has set one is checked under that one."""
    (tmp_path / "run_all.py").write_text(RIGHT.partition("\n")[2])
    program = """
import multiprocessing
from course.check import check, usual_methods

print(usual_methods()[0] == multiprocessing.get_all_start_methods()[0], usual_methods()[-1])
print(check("run_all").passed, multiprocessing.get_start_method(allow_none=True))
multiprocessing.set_start_method("forkserver")
print(usual_methods())
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = ["True spawn", "True None", "('forkserver', 'spawn')"]
    assert done.stdout.splitlines() == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("check('runall')", "Did you mean run_all?"),
        ("check('RUN_ALL')", "Did you mean run_all or"),
        ("check(run_all)", 'in quotation marks: check("run_all")'),
    ],
)
def test_a_wrong_name_is_answered_in_a_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], cell: str, said: str
) -> None:
    """What to write instead, and no lines of ours."""
    run(shell, RIGHT)
    capsys.readouterr()
    run(shell, cell)
    shown = capsys.readouterr().out.strip()
    assert said in shown
    assert len(shown.splitlines()) == 1


@pytest.fixture
def interruptions() -> Iterator[None]:
    """SIGINT as in a terminal: what a shell runs in the background inherits that it is ignored."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.usefixtures("interruptions")
def test_a_check_that_is_interrupted_says_so_in_a_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """*Kernel → Interrupt Kernel* while a program hangs: no verdict, and no lines of ours."""
    run(shell, RIGHT.replace("return [", "while True: pass\n    return ["))
    capsys.readouterr()
    stop = threading.Timer(3, os.kill, (os.getpid(), signal.SIGINT))
    stop.start()
    run(shell, "check('run_all', methods=['spawn'])")
    stop.join()
    shown = capsys.readouterr().out.strip()
    assert "check('run_all') was interrupted" in shown
    assert len(shown.splitlines()) == 1


@pytest.mark.usefixtures("interruptions")
def test_an_interruption_that_a_finalizer_swallows_comes_again() -> None:
    """Python drops a KeyboardInterrupt that it raises in a `__del__`."""

    class Heavy:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def swallow(seconds: float) -> None:
        heavy = Heavy()
        with interruptible():
            del heavy
            time.sleep(seconds)

    usual = sys.unraisablehook
    for seconds in (5, 0):  # it comes in the middle of something, or as the last of all
        with pytest.raises(KeyboardInterrupt):
            swallow(seconds)
    assert sys.unraisablehook is usual
