"""`timeline` and `%%deadline` where they are used: in real kernels, and in scripts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

METHODS = ["fork", "spawn", "forkserver"]
Outputs = list[dict[str, Any]]

WORKERS = """\
%%module workers
import time

def double(x):
    time.sleep(0.01)
    return 2 * x

def put_big(queue):
    queue.put("x" * 300_000)

def hear(connection):
    connection.recv()

def put_one(queue):
    queue.put(1)

def add(value, times):
    for _ in range(times):
        value.value += 1

def nap(seconds):
    time.sleep(seconds)
"""


class Notebook:
    """A kernel that runs cells one by one, as a learner does."""

    tmp: Path

    def __init__(self, folder: Path, method: str) -> None:
        nb = nbformat.v4.new_notebook()
        nb.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
        resources = {"metadata": {"path": str(folder)}}
        self._client = NotebookClient(nb, timeout=120, allow_errors=True, resources=resources)
        self._setup = self._client.setup_kernel()
        self._setup.__enter__()
        self.run("%load_ext course")
        self.run("import multiprocessing as mp, os, signal, tempfile, threading, time")
        self.run(f"mp.set_start_method({method!r}, force=True)")
        self.run(WORKERS)

    def close(self) -> None:
        self._setup.__exit__(None, None, None)

    def run(self, source: str) -> Outputs:
        """Run a cell; its outputs."""
        cell = nbformat.v4.new_code_cell(textwrap.dedent(source))
        self._client.nb.cells.append(cell)
        self._client.execute_cell(cell, len(self._client.nb.cells) - 1)
        return [dict(output) for output in cell.outputs]


@pytest.fixture(params=METHODS)
def notebook(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: Any) -> Any:
    """A running kernel with this start method, whose temporary files are in `tmp`.

    Its path is short: that of a fork server's socket may have 107 bytes and no more.
    """
    (tmp_path / "nb").mkdir()
    with tempfile.TemporaryDirectory(prefix="tl-") as short:
        monkeypatch.setenv("TMPDIR", short)
        made = Notebook(tmp_path / "nb", request.param)
        made.tmp = Path(short)
        yield made
        made.close()


def printed(outputs: Outputs) -> str:
    """What a cell printed, or the value that it showed."""
    found = [o["text"] for o in outputs if o["output_type"] == "stream" and o["name"] == "stdout"]
    found += [o["data"]["text/plain"] for o in outputs if o["output_type"] == "execute_result"]
    return "".join(found).strip()


def pictures(outputs: Outputs) -> list[str]:
    """The pages with pictures that a cell showed."""
    shown = [o["data"].get("text/html", "") for o in outputs if o["output_type"] == "display_data"]
    return [page for page in shown if "<svg" in page]


def error(outputs: Outputs) -> tuple[str, str]:
    """Name and shown text of a cell's error; two empty strings if there was none."""
    for output in outputs:
        if output["output_type"] == "error":
            return output["ename"], "\n".join(output["traceback"])
    return "", ""


def plain(text: str) -> str:
    """Without colours."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# ------------------------------------------------------------------------------ timeline


def test_a_timeline_shows_the_run_and_leaves_nothing(notebook: Notebook, tmp_path: Path) -> None:
    """Under each start method: value, picture and words; afterwards the kernel is as before."""
    outputs = notebook.run("""\
        %%timeline My first pool
        with mp.Pool(2) as pool:
            doubled = pool.map(double, range(6))
        doubled""")
    assert printed(outputs) == "[0, 2, 4, 6, 8, 10]"
    (page,) = pictures(outputs)
    assert "My first pool" in page and page.count("PoolWorker-") >= 2
    assert "double #5" in page and "The same in words" in page

    state = "(signal.getsignal(signal.SIGUSR1), mp.active_children(), len(doubled))"
    assert printed(notebook.run(state)) == "(<Handlers.SIG_DFL: 0>, [], 6)"
    assert not list(notebook.tmp.glob("course-*"))

    outputs = notebook.run("""\
        from course import timeline
        with timeline("A queue", show=False) as t:
            queue = mp.Queue()
            process = mp.Process(target=put_one, args=(queue,), name="Giver")
            process.start()
            got = queue.get()
            process.join()
        path = t.save("run.svg"), t.to_perfetto("run.json")
        print(t.text())""")
    assert not pictures(outputs)
    assert "Giver through queue: 1 item to Parent." in printed(outputs)
    assert (tmp_path / "nb" / "run.svg").read_text("utf-8").startswith("<svg")
    assert "traceEvents" in (tmp_path / "nb" / "run.json").read_text("utf-8")

    # What a later cell does with a queue of an earlier one goes by its name.
    outputs = notebook.run("""\
        with timeline(show=False) as t:
            queue.put(2)
            queue.get()
        print(t.text())""")
    assert "put queue" in printed(outputs)


def test_an_error_in_a_timeline_looks_as_ever(notebook: Notebook) -> None:
    """The picture is shown, the error has the cell's own line, and recording has ended."""
    outputs = notebook.run("%%timeline\nx = 1\n1 / 0")
    assert len(pictures(outputs)) == 1
    name, shown = error(outputs)
    assert name == "ZeroDivisionError"
    assert "----> 3 1 / 0" in plain(shown) and "course" not in plain(shown)
    name, shown = error(notebook.run("%%timeline\nx = = 1"))
    assert name == "SyntaxError" and "x = = 1" in plain(shown) and "run_cell" not in shown
    assert printed(notebook.run("from course.run.tape import tape; tape.on, x")) == "(False, 1)"
    # Errors of cells without a magic are shown as before.
    assert "----> 1 1 / 0" in plain(error(notebook.run("1 / 0"))[1])


def test_a_race_in_slow_motion_is_lost_every_time(notebook: Notebook) -> None:
    """With `--widen` two processes that add without a lock lose updates, and it is shown how."""
    outputs = notebook.run("""\
        %%timeline --widen Two sellers
        total = mp.Value("i", 0)
        sellers = [mp.Process(target=add, args=(total, 900)) for _ in range(2)]
        for seller in sellers: seller.start()
        for seller in sellers: seller.join()
        total.value < 1800""")
    assert printed(outputs) == "True"
    assert "Two sellers" in pictures(outputs)[0]
    lost = printed(notebook.run("(_timeline.lost_updates > 0, 'was lost' in _timeline.race())"))
    assert lost == "(True, True)"


# ------------------------------------------------------------------------------ deadline


def test_a_cell_that_hangs_is_stopped_and_explained(notebook: Notebook) -> None:
    """As soon as it is certain, with picture, sentence and the cell's line; the kernel goes on."""
    before = time.monotonic()
    outputs = notebook.run("""\
        %%deadline 60
        results = mp.Queue()
        worker = mp.Process(target=put_big, args=(results,), name="Worker")
        worker.start()
        worker.join()
        print(results.get())""")
    assert time.monotonic() - before < 30
    name, shown = error(outputs)
    assert name == "DeadlinePassed"
    assert "at line 5: it would never have ended." in shown
    assert "The parent waits in join() for Worker (cell line 5)" in shown
    assert len(shown.splitlines()) <= 4
    (page,) = pictures(outputs)
    assert "Why it hangs" in page and "cell line 5" in page and 'class="tl-stuck"' in page

    assert printed(notebook.run("mp.active_children(), worker.exitcode")) == "([], -9)"
    # The next one is not confused by the last.
    outputs = notebook.run("""\
        %%deadline 60
        ours, theirs = mp.Pipe()
        talker = mp.Process(target=hear, args=(theirs,), name="Talker")
        talker.start()
        ours.recv()""")
    assert "Both wait for the other one to send first" in error(outputs)[1]
    assert printed(notebook.run("signal.getsignal(signal.SIGUSR2)")) == "<Handlers.SIG_DFL: 0>"
    names = printed(notebook.run("[thread.name for thread in threading.enumerate()]"))
    assert "MainThread" in names and "course" not in names


def test_a_pool_whose_workers_all_fail_is_stopped_and_explained(notebook: Notebook) -> None:
    """It never stands still, and yet it is clear that nothing will come of it."""
    outputs = notebook.run("""\
        %%deadline 60
        team = mp.Pool(2, initializer=divmod)
        team.map(abs, range(3))""")
    shown = error(outputs)[1]
    assert "at line 3: it would never have ended." in shown
    assert "their initializer fails" in shown and "TypeError: divmod expected 2 arguments" in shown
    assert printed(notebook.run("mp.active_children()")) == "[]"


def test_a_cell_in_time_is_left_alone(notebook: Notebook) -> None:
    """Its value is shown, its own error is its own, and what it started goes on."""
    outputs = notebook.run(
        "%%deadline 60\nsleeper = mp.Process(target=nap, args=(60,))\nsleeper.start()\n6 * 7"
    )
    assert printed(outputs) == "42" and not pictures(outputs)
    assert error(notebook.run("%%deadline 60\n1 / 0"))[0] == "ZeroDivisionError"
    assert printed(notebook.run("sleeper.is_alive()")) == "True"

    # A process that the cell did not see being born is not killed, whatever the cell does.
    outputs = notebook.run("""\
        %%deadline 1.5
        other = mp.Process(target=nap, args=(60,))
        other.start()
        other.join()""")
    assert "stopped after 1.5 s, at line 4" in error(outputs)[1]
    assert "never have ended" not in error(outputs)[1]
    assert printed(notebook.run("sleeper.is_alive(), other.is_alive()")) == "(True, False)"
    notebook.run("sleeper.terminate(); sleeper.join()")


def test_a_pool_that_hangs_goes_with_its_workers(notebook: Notebook) -> None:
    """A pool starts a worker for each that dies: it has to end before they do."""
    outputs = notebook.run("""\
        %%deadline 2
        pool = mp.Pool(2)
        pool.map(nap, [0.01, 60])""")
    name, shown = error(outputs)
    assert name == "DeadlinePassed" and "from `pool`" in shown
    time.sleep(0.5)  # a pool looks after its workers ten times a second
    assert printed(notebook.run("mp.active_children(), pool._state")) == "([], 'TERMINATE')"


@pytest.mark.parametrize("notebook", ["fork"], indirect=True)
def test_no_cell_is_too_stubborn(notebook: Notebook) -> None:
    """One that computes, one that swallows every exception, and one that asks for nonsense."""
    outputs = notebook.run("%%deadline 0.5\nn = 0\nwhile True: n += 1")
    assert "The parent was busy in cell line 3" in error(outputs)[1]
    outputs = notebook.run("""\
        %%deadline 0.5
        while True:
            try:
                time.sleep(0.1)
            except:
                pass""")
    assert error(outputs)[0] == "DeadlinePassed"
    outputs = notebook.run("%%deadline soon\n1")
    assert "say how many seconds" in "".join(o.get("text", "") for o in outputs)
    outputs = notebook.run("%%deadline 20\n%%timeline Both\n1 + 1")
    assert len(pictures(outputs)) == 1
    assert printed(notebook.run("import sys; sys.gettrace()")) == ""
    assert printed(notebook.run("6 * 7")) == "42"


# ------------------------------------------------------------------------------- scripts


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program with this start method; it finds `workers` beside it."""
    (tmp_path / "workers.py").write_text(WORKERS.partition("\n")[2], encoding="utf-8")

    def run(body: str, method: str) -> subprocess.CompletedProcess[str]:
        text = "import multiprocessing as mp, sys, threading, time\nfrom workers import *\n"
        text += (
            "from course import timeline\nfrom course.deadline import Deadline, DeadlinePassed\n"
        )
        text += f"if __name__ == '__main__':\n    mp.set_start_method({method!r})\n"
        text += textwrap.indent(textwrap.dedent(body), "    ")
        (tmp_path / "program.py").write_text(text, encoding="utf-8")
        command = [sys.executable, "program.py"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )

    return run


@pytest.mark.parametrize("method", METHODS)
def test_outside_a_notebook_the_words_are_printed(script: Any, method: str) -> None:
    """In a terminal there is no picture, but the same in sentences."""
    done = script(
        """\
        with timeline():
            p = mp.Process(target=nap, args=(0.05,), name="Sleeper")
            p.start()
            p.join()
        """,
        method,
    )
    assert done.returncode == 0, done.stderr
    assert "Sleeper" in done.stdout and "exit 0" in done.stdout and "<svg" not in done.stdout


@pytest.mark.parametrize("method", METHODS)
def test_a_deadline_in_a_script_raises(script: Any, method: str) -> None:
    """The exception carries the explanation; children are gone; deadlines can be nested."""
    done = script(
        """\
        try:
            with Deadline(60):
                with Deadline(60) as inner:
                    queue = mp.Queue()
                    p = mp.Process(target=put_big, args=(queue,))
                    p.start()
                    p.join()
        except DeadlinePassed as passed:
            print(passed.explanation.pattern, passed.explanation.certain, mp.active_children())
        """,
        method,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "join-before-drain True []"


def test_blocks_that_tidy_up_may_do_so(script: Any) -> None:
    """`with` and `finally` run before anything is killed."""
    done = script(
        """\
        try:
            with Deadline(0.5):
                p = mp.Process(target=nap, args=(60,))
                p.start()
                try:
                    p.join()
                finally:
                    p.terminate()
                    p.join()
                    print("tidy", p.exitcode)
        except DeadlinePassed:
            print("passed")
        """,
        "fork",
    )
    assert done.stdout.startswith("tidy -15\n"), done.stderr
    assert done.stdout.endswith("passed\n")


@pytest.mark.parametrize(
    ("block", "number", "raised"),
    [
        ("pass", "SIGINT", "KeyboardInterrupt"),
        ("1 / 0", "SIGINT", "KeyboardInterrupt"),
        ("pass", "SIGALRM", "TimeoutError"),
        ("stubborn()", "SIGINT", "DeadlinePassed"),
    ],
)
def test_a_deadline_that_is_interrupted_at_its_end_restores_all(
    script: Any, block: str, number: str, raised: str
) -> None:
    """A second *Interrupt*, an alarm of the learner's: it is raised, and nothing stays in place."""
    done = script(
        f"""\
        import signal

        def too_late(*of_the_signal):
            raise TimeoutError

        def stubborn():
            for _ in range(2):
                try:
                    time.sleep(60)
                except:
                    pass

        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGALRM, too_late)
        watched = [signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2]
        before = [signal.getsignal(each) for each in watched]
        deadline = Deadline(0.5 if "stubborn" in {block!r} else 60)
        waited = deadline._watcher.join

        def join():
            deadline._watcher.join = waited
            signal.raise_signal(signal.{number})
            waited()

        deadline._watcher.join = join
        try:
            with deadline:
                {block}
        except BaseException as error:
            print(type(error).__name__)
        from course.run.tape import tape
        print([signal.getsignal(each) for each in watched] == before, sys.gettrace(), tape.on)
        print(deadline._watcher.is_alive(), tape.settings.path)
        """,
        "fork",
    )
    assert done.stdout.splitlines() == [raised, "True None False", "False None"], done.stderr


def test_a_deadline_says_what_it_needs(script: Any) -> None:
    """A time more than nothing, and the main thread."""
    done = script(
        """\
        for seconds in (0, -1, float("nan"), float("inf")):
            try:
                Deadline(seconds)
            except ValueError as error:
                print(error)
        def elsewhere():
            try:
                Deadline(1).__enter__()
            except RuntimeError as error:
                print(error)
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        """,
        "fork",
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 5 and all("cannot be kept" in line for line in lines[:4])
    assert "main thread" in lines[4]


def test_a_picture_is_saved_as_what_it_is(script: Any) -> None:
    """A wrong ending is refused, with the right one."""
    done = script("with timeline(show=False) as t: pass\nt.save('run.png')", "fork")
    assert "run.png does not end in .svg" in done.stderr and "Call it run.svg" in done.stderr
