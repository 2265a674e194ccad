"""Checks earn points under every start method or not at all, and say why not."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import indent

import pytest
from programs import POOL

from course import misconceptions
from course.check import check, has_checks
from course.checking import run_checks, start_methods
from course.checking.failure import verdict_of
from course.checking.trial import Trial
from course.parsing import calls_itself, parsed, spelled
from course.run.call import Call
from course.run.outcome import Outcome, Status
from course.run.runner import Runner
from course.stubs import is_blank
from course.topics import TOPICS
from course.verdict import CheckResult, Verdict, overall

CHECKS = Path(__file__).parent / "checks" / "example.py"

SERIAL = POOL.replace(
    "return pool.map(square, range(n))", "return [pool.apply(square, (i,)) for i in range(n)]"
)


@pytest.fixture(autouse=True)
def example_misconceptions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of misconceptions of our own."""
    text = (
        "[example-is-serial]\ntitle = 'Serial'\nwhy = 'It waits each time.'\nlook_at = 'Here'\n"
        "hint = 'Ask first.'\nexpected = 'two at once'\n"
        "[example-lost-key]\ntitle = 'Key'\nwhy = 'No such key.'\nlook_at = 'There'\n"
        "hint = 'Look.'\nraised = '^KeyError'\n"
    )
    (tmp_path / "03_pool.toml").write_text(text)
    monkeypatch.setattr(misconceptions, "_FOLDER", tmp_path)
    misconceptions.load.cache_clear()
    yield
    misconceptions.load.cache_clear()


def judge(
    module: str, exercise: str = "pool", methods: tuple[str, ...] = ("spawn",)
) -> list[CheckResult]:
    with Runner({exercise: module}) as runner:
        return run_checks(
            [CHECKS],
            [exercise],
            runner,
            slug="03_pool",
            scenarios="none",
            methods=methods,
            pictures=False,
        )


def one_check(folder: Path, module: str, lines: str, method: str = "spawn") -> CheckResult:
    """The result of a check that consists of these lines."""
    checks = folder / "test_one.py"
    checks.write_text(
        "from course.checking import exercise, unmet\n\n\n"
        "@exercise('pool')\n"
        "def test_it(student):\n"
        '    """It works."""\n'
        f"{indent(lines, '    ')}\n"
    )
    with Runner({"pool": module}) as runner:
        (result,) = run_checks(
            [checks], ["pool"], runner, slug="03_pool", scenarios="none", methods=[method]
        )
    return result


def test_a_right_solution_earns_every_point() -> None:
    """Under all start methods, each check once."""
    results = judge(POOL, methods=start_methods())
    assert [(r.verdict, r.points) for r in results] == [
        (Verdict.PASSED, 2),
        (Verdict.PASSED, 1),
        (Verdict.PASSED, 1),
    ]
    assert overall(results) is Verdict.PASSED
    assert results[0].title == "Numbers are squared."


def test_a_failed_check_costs_its_own_points_and_says_why() -> None:
    """The words are those of the check, completed by the misconception's."""
    first, second, third = judge(SERIAL)
    assert (first.points, second.points, third.points) == (2, 0, 1)
    assert second.verdict is Verdict.WRONG_ANSWER
    assert second.misconception == "example-is-serial"
    assert second.observed == "one worker at a time"
    assert second.expected == "two at once"
    assert second.why == "It waits each time."
    assert second.method == "spawn"


def test_a_comparison_tells_what_was_observed_and_expected() -> None:
    """Without a word in the check, both sides of its comparison are told."""
    (first, *_) = judge(POOL.replace("x * x", "x + x"))
    assert first.verdict is Verdict.WRONG_ANSWER
    assert first.observed is not None
    assert first.expected is not None
    assert first.observed.startswith("[0, 2, 4")
    assert first.expected.startswith("[0, 1, 4")


def test_the_message_of_an_assertion_tells_what_was_expected(tmp_path: Path) -> None:
    """`assert run.met, "…"` in a visible check is told to the student."""
    lines = "run = student.call('squares', 2, processes=2)\nassert not run.value, 'an empty list'"
    result = one_check(tmp_path, POOL, lines)
    assert (result.verdict, result.expected) == (Verdict.WRONG_ANSWER, "an empty list")


@pytest.mark.parametrize(
    ("assertion", "observed", "expected"),
    [
        ("run.value != [0, 1], 'other squares'", "[0, 1]", "other squares"),
        ("run.value != [0, 1]", "[0, 1]", "!= [0, 1]"),
        (
            "run.met, unmet(run, 'both at once')",
            "2 processes were started, but no two worked at the same time",
            "both at once",
        ),
    ],
)
def test_the_words_of_a_check_go_before_what_its_comparison_tells(
    tmp_path: Path, assertion: str, observed: str, expected: str
) -> None:
    """What was observed is said in any case; what was expected in the author's words."""
    lines = f"run = student.call('squares', 2, processes=2)\nassert {assertion}"
    result = one_check(tmp_path, POOL, lines)
    assert (result.observed, result.expected) == (observed, expected)
    assert result.misconception is None


RACE = """
import multiprocessing, os, sys, threading, time


def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.01)


def hold(path):
    if not os.path.exists(path + ".held"):
        open(path + ".ready", "w").close()
        wait_for(path + ".go")
        frame = sys._getframe()
        while "outqueue" not in frame.f_locals:
            frame = frame.f_back
        frame.f_locals["outqueue"]._wlock.acquire()  # as put() does for a moment
        open(path + ".held", "w").close()
    time.sleep(60)


def squares(path):
    with multiprocessing.Pool(1) as pool:
        pool.apply_async(hold, (path,))
        wait_for(path + ".ready")
        put, join = pool._outqueue.put, pool._worker_handler.join

        def put_late(item):
            if threading.current_thread() is not threading.main_thread():
                wait_for(path + ".held")
            put(item)

        def join_late(*args):
            open(path + ".go", "w").close()
            wait_for(path + ".held")
            join(*args)

        pool._outqueue.put, pool._worker_handler.join = put_late, join_late
    return "over"
"""
"""Python's own race in the end of a pool, made sure of by holding two of its threads."""


EXECUTOR_RACE = """
import os, time
from concurrent.futures import ProcessPoolExecutor


class Moody(Exception):
    def __init__(self, one, other):
        super().__init__(one)  # so that nobody can rebuild it


def grumble(path):
    while not os.path.exists(path):
        time.sleep(0.01)
    raise Moody(1, 2)


class LateEntries:
    def __init__(self, executor, path):
        self.executor, self.path, self.entries = executor, path, executor._processes

    def __len__(self):
        return len(self.entries)

    def __setitem__(self, pid, process):
        open(self.path, "w").close()
        while not self.executor._broken:
            time.sleep(0.01)
        time.sleep(0.2)
        self.entries[pid] = process


def squares(path):
    if not os.path.exists(path):
        with ProcessPoolExecutor(2) as executor:
            executor.submit(grumble, path)
            executor._processes = LateEntries(executor, path)
            # As when the first worker is gone by then; else the second may get the word for it.
            executor._executor_manager_thread.get_n_children_alive = lambda: 0
            executor.submit(abs, 1)
    return "over"
"""
"""Python's own race in a broken executor, made sure of by entering the second worker late."""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python 3.12 has no such race any more")
@pytest.mark.parametrize("method", [name for name in start_methods() if name != "fork"])
def test_a_race_of_the_executors_own_costs_nobody_a_mark(tmp_path: Path, method: str) -> None:
    """The same for a worker that a broken executor was just starting."""
    with Runner({"pool": EXECUTOR_RACE}) as runner:
        call = Call("pool", "squares", (str(tmp_path / "first"),), method=method, deadline=5)
        hung = runner.call(call)
        assert hung.blocked is not None
        assert hung.blocked.pattern == "executor-terminate-race", hung.blocked.text()
        assert "not of your program. Run it again." in hung.blocked.sentence
    second = str(tmp_path / "second")
    lines = f"assert student.call('squares', {second!r}, deadline=5).value == 'over'"
    result = one_check(tmp_path, EXECUTOR_RACE, lines, method)
    assert result.verdict is Verdict.PASSED


@pytest.mark.parametrize("method", start_methods())
def test_a_race_of_pythons_own_costs_nobody_a_mark(tmp_path: Path, method: str) -> None:
    """It is named for what it is, and the call is made again."""
    with Runner({"pool": RACE}) as runner:
        call = Call("pool", "squares", (str(tmp_path / "first"),), method=method, deadline=3)
        hung = runner.call(call)
        assert hung.blocked is not None
        assert hung.blocked.pattern == "pool-terminate-race"
        assert hung.blocked.sentence.endswith("not of your program. Run it again.")
    second = str(tmp_path / "second")
    lines = f"assert student.call('squares', {second!r}, deadline=3).value == 'over'"
    result = one_check(tmp_path, RACE, lines, method)
    assert result.verdict is Verdict.PASSED


def test_what_a_child_raised_is_told_beside_a_wrong_value(tmp_path: Path) -> None:
    """Its traceback is not among what a notebook shows of a check."""
    module = (
        "import multiprocessing\n"
        "def pour(cup):\n"
        "    return cup / 0\n"
        "def squares():\n"
        "    child = multiprocessing.Process(target=pour, args=(1,), name='Anna')\n"
        "    child.start()\n"
        "    child.join()\n"
        "    return [child.exitcode]\n"
    )
    result = one_check(tmp_path, module, "assert student.call('squares').value == [0]")
    assert result.observed == "[1]. Anna raised ZeroDivisionError: division by zero (pool line 3)"
    assert result.expected == "[0]"


def test_who_is_stopped_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C, or Stop in the notebook, is no verdict and no fault of ours."""

    def stopped(runner: Runner, call: Call) -> Outcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(Runner, "call", stopped)
    with pytest.raises(KeyboardInterrupt):
        one_check(tmp_path, SERIAL, "student.call('squares')")


def test_an_exit_ticket_has_no_checks_to_try_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who asks for them is told what to do instead, and Validate lets them be."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    Path("robust_map.py").write_text("def robust_map(func, items):\n    return []\n")
    told = check("robust_map")
    assert not told.passed
    assert "exit ticket" in repr(told)
    assert "exit ticket" in told._repr_html_()
    tickets = {e.id for topic in TOPICS for e in topic.exercises if not has_checks(topic, e.id)}
    assert len(tickets) == len(TOPICS), f"one each, but {sorted(tickets)}"


def test_a_heading_of_another_notebook_is_named_with_its_notebook() -> None:
    """Where to look is found, also if the misconception is one of another topic's."""
    with Runner({"pool": SERIAL}) as runner:
        results = run_checks(
            [CHECKS], ["pool"], runner, slug="04_pipe", scenarios="none", methods=["spawn"]
        )
    assert results[1].look_at == "Here (notebook 03_pool)"


def test_points_need_every_start_method() -> None:
    """What works under fork alone earns nothing."""
    only_fork = POOL.replace(
        "def square(x):\n    return x * x", "square = None\ndef squares_():\n    pass"
    ).replace(
        "    with mp.Pool(processes) as pool:\n        return pool.map",
        "    global square\n    square = abs\n    with mp.Pool(processes) as pool:\n"
        "        return pool.map",
    )
    assert "global square" in only_fork
    (first, *_) = judge(only_fork.replace("abs", "lambda x: x * x"), methods=("fork", "spawn"))
    assert first.points == 0


def test_the_stub_is_not_attempted() -> None:
    """NotImplementedError in the first check means that nobody has begun."""
    stub = "def squares(n, processes=2):\n    raise NotImplementedError\n"
    assert {r.verdict for r in judge(stub)} == {Verdict.NOT_ATTEMPTED}
    assert is_blank(stub)
    assert is_blank('def f():\n    """Doc."""\n    raise NotImplementedError()\n')
    assert is_blank("import os\n")
    assert is_blank("from os import path\nLIMIT = 5\n" + stub)
    assert not is_blank(POOL)
    assert not is_blank("def f(:\n")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "from helpers import squares\n",
        "from helpers import go as squares\n",
        "from functools import partial\nsquares = partial(map, abs)\n",
        "squares: object = lambda n: n\n",
        "class squares:\n    pass\n",
        "def squares(n):\n    raise NotImplementedError\nfrom helpers import squares\n",
        "def squares(n):\n    raise NotImplementedError\nsquares = abs\n",
    ],
)
def test_a_function_that_is_made_elsewhere_is_no_stub(elsewhere: str) -> None:
    """Whoever writes it into a module of their own, or makes it from others, has begun."""
    assert not is_blank(elsewhere)


@pytest.mark.parametrize("made", ["x = " + "-" * 50_000 + "1", "x = a" + ".b" * 50_000])
def test_a_text_that_breaks_the_parser_is_only_unreadable(made: str) -> None:
    """For some texts Python's parser says that there is no memory, or no end of recursion."""
    assert not is_blank(made)
    assert parsed(made) is None
    assert not calls_itself(made)
    deep = "x = " + "+".join(["f"] * 900)
    assert parsed(deep) is not None
    assert spelled(parsed(deep).body[0]) in ("", deep)  # type: ignore[union-attr]


def test_a_claim_that_breaks_a_check_is_no_fault_of_ours() -> None:
    """A value, exception or recording of a strange shape costs the student's marks, no others."""
    odd = KeyError("obj")
    for statuses, verdict in (
        ((Status.RETURNED,), Verdict.WRONG_ANSWER),
        ((Status.RAISED, Status.RETURNED), Verdict.WRONG_ANSWER),
        ((Status.RETURNED, Status.HUNG), Verdict.TIMED_OUT),
        ((Status.DIED,), Verdict.CRASHED),
        ((Status.GRADER, Status.HUNG), Verdict.GRADER_ERROR),
        ((), Verdict.GRADER_ERROR),
    ):
        outcomes = [Outcome("f", "fork", status) for status in statuses]
        assert verdict_of(odd, Trial("pool", outcomes)) is verdict, statuses


def test_an_exception_is_diagnosed_by_its_text() -> None:
    """The misconception's `raised` pattern speaks where the check names none."""
    (first, *_) = judge("def squares(n, processes):\n    raise KeyError(n)\n")
    assert first.verdict is Verdict.CRASHED
    assert first.misconception == "example-lost-key"
    assert first.observed is not None
    assert "pool line 2" in first.observed


def test_after_a_syntax_error_nothing_more_is_tried() -> None:
    """The first check tells it with its line, the others are skipped."""
    first, second, third = judge("def squares(n, processes):\nreturn 1\n")
    assert first.verdict is Verdict.CRASHED
    assert second.verdict is third.verdict is Verdict.SKIPPED


def test_a_leak_is_a_verdict_of_its_own() -> None:
    """A check on what is left behind that fails says `leaked`."""
    leaky = POOL.replace(
        "    with mp.Pool(processes) as pool:\n        return pool.map(square, range(n))",
        "    pool = mp.Pool(processes)\n    mp.kept = pool\n    return pool.map(square, range(n))",
    )
    assert judge(leaky)[2].verdict is Verdict.LEAKED


def test_a_value_of_another_shape_is_a_wrong_answer() -> None:
    """What the check can't take apart is the student's, not our fault."""
    (result,) = judge("def pair():\n    return 1\n", "shape")
    assert result.verdict is Verdict.WRONG_ANSWER
    assert result.observed == "`pair` returned 1"


@pytest.mark.parametrize("exercise", ["ours", "unknown_name", "no_such_exercise"])
def test_a_fault_of_ours_is_called_so(exercise: str) -> None:
    """A broken check, an unknown misconception, an exercise without checks: grader_error."""
    (result,) = judge("def pair():\n    return 1, 2\n", exercise)
    assert result.verdict is Verdict.GRADER_ERROR
    assert result.error


def test_a_broken_file_of_checks_is_our_fault(tmp_path: Path) -> None:
    """A check file that can't be read gives every exercise a grader_error."""
    broken = tmp_path / "test_broken.py"
    broken.write_text("import no_such_module_at_all\n")
    with Runner({"pool": POOL}) as runner:
        (result,) = run_checks([broken], ["pool"], runner, slug="03_pool", scenarios="none")
    assert result.verdict is Verdict.GRADER_ERROR
    assert "no_such_module_at_all" in (result.error or "")


def test_ranking() -> None:
    """Our fault outranks all, then a forgery; else the first failure speaks."""

    def result(verdict: Verdict) -> CheckResult:
        return CheckResult("c", "t", "e", 0, 1, verdict)

    passed, wrong, leaked, forged, fault = map(
        result,
        (
            Verdict.PASSED,
            Verdict.WRONG_ANSWER,
            Verdict.LEAKED,
            Verdict.FORGED,
            Verdict.GRADER_ERROR,
        ),
    )
    assert overall([passed, leaked, wrong]) is Verdict.LEAKED
    assert overall([passed, wrong, forged]) is Verdict.FORGED
    assert overall([forged, fault]) is Verdict.GRADER_ERROR
    assert overall([]) is Verdict.GRADER_ERROR
    assert overall([passed]) is Verdict.PASSED
