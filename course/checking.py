"""How checks are written and run: pytest functions that look at a student's code from outside.

    @exercise("word_count", points=2)
    def test_counts_words_across_files(student, rng):
        \"\"\"Words are counted over all files.\"\"\"
        run = student.call("word_count", ["a.txt"], processes=2, files={"a.txt": b"to be"})
        assert run.value == {"to": 1, "be": 1}
        assert run.left_behind == []

The first line of the docstring is what the student reads. Every check runs once for each start
method and earns its points only if it passes under all of them; after the first failure it is not
run again. Visible checks (`course/checks`) and hidden ones (`autograder/topics`) are the same kind
of file, run by the same `run_checks`: pytest in this process, the student's code elsewhere.

A check may be written for the good case alone. Reading `run.value` where no value came back
fails it with the verdict that fits, and so does a value of a shape that the check can't take apart.
"""

from __future__ import annotations

import ast
import multiprocessing
import os
import random
import secrets
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import Any

import pytest

from course import misconceptions
from course.manners import NO_OTHERS, Manners, may_be_load
from course.run.outcome import LeftBehind, NoValue, Outcome, Status, clip
from course.run.runner import Call, GraderFault, Runner
from course.run.wire import Ref
from course.verdict import CheckResult, Verdict

__all__ = [
    "Student",
    "diagnose",
    "exercise",
    "run_checks",
    "sample",
    "start_methods",
    "tell",
    "unmet",
]

HANGS_BEFORE_GIVING_UP = 2
"""Checks of one exercise that may hang before the others are skipped. Each costs a deadline."""

sample = Ref
"""`sample("course.samples.pool:square")`: an argument that is a function, imported inside."""


def exercise(id: str, *, points: float = 0) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test function as a check of the exercise, worth so many points (0 if visible)."""
    return pytest.mark.exercise(id, points=points)


def start_methods() -> tuple[str, ...]:
    """The start methods of this platform, in the order in which checks use them."""
    available = multiprocessing.get_all_start_methods()
    return tuple(m for m in ("fork", "spawn", "forkserver") if m in available)


# ------------------------------------------------------------------ what a check's code uses


@dataclass(frozen=True)
class Diagnosis:
    """What a failure looks like: a named misconception, words of the check's own, or both."""

    name: str | None
    observed: str | None = None
    expected: str | None = None


def diagnose(name: str, *, observed: str | None = None, expected: str | None = None) -> Diagnosis:
    """Name what the student probably believes. Use as an assertion's message.

    Called before `run.value` is read, it is the guess for a call that brought no value, unless
    the words that the call raised or printed fit a misconception.

    Raises UnknownMisconception if the name has no entry in course/misconceptions/.
    """
    misconceptions.find(name)
    return _noted(Diagnosis(name, observed, expected))


def unmet(run: Outcome, expected: str) -> Diagnosis:
    """Say how many processes there were, though no two of them worked at once.

    For `assert run.met, unmet(run, "two workers at the same time")`.
    """
    started = sum(event["k"] == "start" for event in run.events)
    observed = {
        0: "no process was started: the parent did the work itself",
        1: "one process was started, and none beside it",
    }.get(started, f"{started} processes were started, but no two worked at the same time")
    return tell(observed, expected)


def tell(observed: str, expected: str) -> Diagnosis:
    """Say what was seen, where no misconception has a name. Use as an assertion's message."""
    return _noted(Diagnosis(None, observed, expected))


def _noted(diagnosis: Diagnosis) -> Diagnosis:
    trial = _TRIAL.get()
    if trial is not None:
        trial.diagnosis = diagnosis
    return diagnosis


class Student:
    """The student's module of one exercise, as seen by a check under one start method."""

    def __init__(self, bench: _Bench, exercise_id: str, method: str, trial: _Trial) -> None:
        self._bench = bench
        self._exercise = exercise_id
        self._trial = trial
        self.method = method

    @property
    def source(self) -> str:
        """The text of the student's module. For early hints, never the only evidence."""
        return self._bench.runner.modules.get(self._exercise, "")

    def call(
        self,
        function: str,
        *args: Any,
        method: str | None = None,
        deadline: float = 10.0,
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
        gate: int = 0,
        widen: bool = False,
        record: bool = True,
        **kwargs: Any,
    ) -> Outcome:
        """Call a function of the student's module in a fresh process and wait for its end.

        `args` and `kwargs` are plain data or `sample(...)`. `files` (name → contents) lie in the
        current directory of the call; those named in `collect` come back in `run.files`.
        `deadline` is in seconds. With `gate=N` each process's first piece of work waits (4 s at
        most) until N processes are at work; `run.met` says whether they were. `widen` pauses
        every unlocked read of a shared `Value` or `Array`, so that a lost update is lost for sure.
        """
        return self._run(
            Call(
                module=self._exercise,
                function=function,
                args=args,
                kwargs=kwargs,
                method=method or self.method,
                deadline=deadline,
                files=files or {},
                collect=collect,
                gate=gate,
                widen=widen,
                record=record,
            )
        )

    def scenario(
        self,
        function: str,
        *args: Any,
        method: str | None = None,
        deadline: float = 10.0,
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
        gate: int = 0,
        widen: bool = False,
        record: bool = True,
        **kwargs: Any,
    ) -> Outcome:
        """Like `call`, for a function of the topic's scenarios.

        It runs inside as `scenario(module, *args, **kwargs)` with the student's module first,
        and returns plain data that it observed.
        """
        return self._run(
            Call(
                module=self._exercise,
                function=function,
                args=args,
                kwargs=kwargs,
                scenario=self._bench.scenarios,
                method=method or self.method,
                deadline=deadline,
                files=files or {},
                collect=collect,
                gate=gate,
                widen=widen,
                record=record,
            )
        )

    def _run(self, call: Call) -> Outcome:
        outcome = self._bench.call(call)
        self._trial.outcomes.append(outcome)
        return outcome


# ------------------------------------------------------------------------------ running checks


@dataclass
class _Trial:
    """One check under one start method, while it runs."""

    exercise: str
    outcomes: list[Outcome] = field(default_factory=list)
    comparison: tuple[str, Any, Any] | None = None
    diagnosis: Diagnosis | None = None


_TRIAL: ContextVar[_Trial | None] = ContextVar("trial", default=None)


@dataclass(frozen=True)
class _Bench:
    """Where the student's code is called."""

    runner: Runner
    scenarios: str
    manners: Manners

    def call(self, call: Call) -> Outcome:
        """Make the call; what a busy machine may have spoiled is tried once more, alone."""
        with self.manners.beside():
            outcome = self.runner.call(call)
        if may_be_load(call, outcome):
            with self.manners.alone():
                return self.runner.call(_more_patient(call))
        return outcome


def _more_patient(call: Call) -> Call:
    from dataclasses import replace

    return replace(call, deadline=2 * call.deadline)


def run_checks(
    files: Iterable[Path],
    exercises: Sequence[str],
    runner: Runner,
    *,
    slug: str,
    scenarios: str,
    methods: Sequence[str] | None = None,
    pictures: bool = True,
    stop_at_failure: bool = False,
    manners: Manners = NO_OTHERS,
) -> list[CheckResult]:
    """Run the checks of these exercises that the files hold, in file order.

    Blocks until all have run. `scenarios` is the module, importable inside, that holds the
    scenario functions. With `stop_at_failure` the first failed check of an exercise skips its
    others: enough for a verdict, too little for marks. `manners` are those towards other judges.
    Never raises for what a student's code does; a fault of ours is a `grader_error` result.
    """
    plugin = _Plugin(
        bench=_Bench(runner, scenarios, manners),
        exercises=tuple(exercises),
        slug=slug,
        methods=tuple(methods or start_methods()),
        pictures=pictures,
        stop_at_failure=stop_at_failure,
    )
    arguments = [*_PYTEST_OPTIONS, *(str(path) for path in files)]
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    current = os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        status = pytest.main(arguments, plugins=[plugin])
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        for name, value in (*kept.items(), ("PYTEST_CURRENT_TEST", current)):
            if value is not None:
                os.environ[name] = value
    return plugin.results(int(status))


_PYTEST_OPTIONS = (
    "--import-mode=importlib",
    "--noconftest",
    "--capture=no",
    "--assert=rewrite",
    f"--rootdir={Path(__file__).parent}",
    "-c",
    os.devnull,
    *(
        part
        for name in (
            "terminal",
            "cacheprovider",
            "faulthandler",
            "junitxml",
            "logging",
            "warnings",
            "doctest",
            "unittest",
            "pastebin",
            "debugging",
            "setuponly",
            "setupplan",
            "stepwise",
            "unraisableexception",
            "threadexception",
            "tmpdir",
            "monkeypatch",
            "recwarn",
            "legacypath",
            "nose",
        )
        for part in ("-p", f"no:{name}")
    ),
)
"""Only what a check needs: the rest of pytest costs a tenth of a second and reads files."""


@dataclass
class _Check:
    """A check and what became of it under each start method so far."""

    id: str
    title: str
    exercise: str
    max_points: float
    result: CheckResult | None = None
    passed: int = 0
    methods: int = 0


class _Plugin:
    """The pytest plugin behind `run_checks`: one instance a run, nothing kept afterwards."""

    def __init__(
        self,
        *,
        bench: _Bench,
        exercises: tuple[str, ...],
        slug: str,
        methods: tuple[str, ...],
        pictures: bool,
        stop_at_failure: bool,
    ) -> None:
        self._bench = bench
        self._exercises = exercises
        self._slug = slug
        self._methods = methods
        self._pictures = pictures
        self._stop_at_failure = stop_at_failure
        self._checks: dict[str, _Check] = {}
        self._hangs: dict[str, int] = {}
        self._given_up: dict[str, Verdict] = {}
        self._trouble: list[str] = []
        self._under_way = ""

    # -- what pytest calls

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "exercise(id, points): a check of an exercise")
        hook = config.hook.pytest_assertrepr_compare
        for implementation in hook.get_hookimpls():
            if implementation.plugin_name == "assertion":
                # Its diff of two large values can take minutes; ours is one line.
                hook._remove_plugin(implementation.plugin)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "student" in metafunc.fixturenames:
            metafunc.parametrize("student", self._methods, indirect=True)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = []
        for item in items:
            mark = item.get_closest_marker("exercise")
            if mark is None or mark.args[0] not in self._exercises:
                continue
            chosen.append(item)
            check = self._check_of(item)
            check.methods += 1
        items[:] = sorted(chosen, key=lambda item: self._exercises.index(_exercise_of(item)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._trouble.append(str(report.longrepr)[-2000:])

    def pytest_internalerror(self, excrepr: object) -> None:
        self._trouble.append(str(excrepr)[-2000:])

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Student:
        trial = _TRIAL.get()
        assert trial is not None
        return Student(self._bench, trial.exercise, request.param, trial)

    @pytest.fixture
    def rng(self) -> random.Random:
        """Drawn afresh in each run, so that a remembered answer is a wrong one."""
        return random.Random(secrets.randbits(64))

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> list[str]:
        trial = _TRIAL.get()
        if trial is not None:
            trial.comparison = (op, left, right)
        return ["compared"]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        token = _TRIAL.set(_Trial(_exercise_of(item)))
        try:
            return (yield)
        finally:
            _TRIAL.reset(token)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        check = self._check_of(item)
        if check.exercise != self._under_way:
            if self._under_way:
                self._bench.runner.renew()  # what one exercise filled or broke costs no other
            self._under_way = check.exercise
        if check.result is not None:
            pytest.skip("failed under another start method")
        if check.exercise in self._given_up:
            check.result = self._blank(check, self._given_up[check.exercise])
            pytest.skip("an earlier check decided")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        check = self._check_of(item)
        trial = _TRIAL.get()
        if trial is not None and not report.skipped:
            if call.excinfo is not None:
                self._failed(check, trial, item, call.excinfo.value)
            elif call.when == "call":
                self._passed(check, trial, item)
        return report

    # -- results

    def results(self, status: int) -> list[CheckResult]:
        """One result a check; an exercise without any is a fault of ours."""
        found = []
        for check in self._checks.values():
            if check.result is None:
                complete = check.passed == check.methods and status in (0, 1)
                check.result = CheckResult(
                    id=check.id,
                    title=check.title,
                    exercise=check.exercise,
                    points=check.max_points if complete else 0,
                    max_points=check.max_points,
                    verdict=Verdict.PASSED if complete else Verdict.GRADER_ERROR,
                    error=None if complete else f"pytest ended with status {status}",
                )
            found.append(check.result)
        lacking = [e for e in self._exercises if not any(r.exercise == e for r in found)]
        for name in lacking:
            reason = "\n".join(self._trouble) or f"no check of {name} was found"
            found.append(
                CheckResult(
                    id="collection",
                    title="The checks can be read",
                    exercise=name,
                    points=0,
                    max_points=0,
                    verdict=Verdict.GRADER_ERROR,
                    error=reason,
                )
            )
        return found

    def _check_of(self, item: pytest.Item) -> _Check:
        name = getattr(item, "originalname", item.name)
        key = f"{item.path}::{name}"
        if key not in self._checks:
            mark = item.get_closest_marker("exercise")
            assert mark is not None
            text = (getattr(item, "obj", None).__doc__ or name).strip()
            self._checks[key] = _Check(
                id=name,
                title=text.splitlines()[0].strip(),
                exercise=mark.args[0],
                max_points=float(mark.kwargs.get("points", 0)),
            )
        return self._checks[key]

    def _passed(self, check: _Check, trial: _Trial, item: pytest.Item) -> None:
        check.passed += 1
        if any(outcome.status is Status.FORGED for outcome in trial.outcomes):
            check.result = self._judged(check, trial, item, Verdict.FORGED, None)

    def _failed(
        self, check: _Check, trial: _Trial, item: pytest.Item, error: BaseException
    ) -> None:
        verdict = _verdict_of(error, trial)
        first = not any(
            other.result is not None or other.passed
            for other in self._checks.values()
            if other.exercise == check.exercise and other is not check
        )
        if first and check.passed == 0 and _is_stub(trial):
            verdict = Verdict.NOT_ATTEMPTED
            self._given_up[check.exercise] = Verdict.NOT_ATTEMPTED
        outcomes = trial.outcomes
        if any(outcome.status in (Status.UNIMPORTABLE, Status.MISSING) for outcome in outcomes):
            self._given_up.setdefault(check.exercise, Verdict.SKIPPED)
        if any(outcome.status is Status.HUNG for outcome in outcomes):
            self._hangs[check.exercise] = self._hangs.get(check.exercise, 0) + 1
            if self._hangs[check.exercise] >= HANGS_BEFORE_GIVING_UP:
                self._given_up.setdefault(check.exercise, Verdict.SKIPPED)
        if self._stop_at_failure:
            self._given_up.setdefault(check.exercise, Verdict.SKIPPED)
        check.result = self._judged(check, trial, item, verdict, error)

    def _blank(self, check: _Check, verdict: Verdict) -> CheckResult:
        return CheckResult(
            id=check.id,
            title=check.title,
            exercise=check.exercise,
            points=0,
            max_points=check.max_points,
            verdict=verdict,
        )

    def _judged(
        self,
        check: _Check,
        trial: _Trial,
        item: pytest.Item,
        verdict: Verdict,
        error: BaseException | None,
    ) -> CheckResult:
        last = _telling(trial, error)
        known = self._misconception(trial, last, error) if verdict.is_failure else None
        observed, expected = _words(trial, last, error)
        diagnosis = trial.diagnosis if isinstance(error, AssertionError) else None
        if diagnosis is not None:
            observed = diagnosis.observed or observed
            expected = diagnosis.expected or expected
        if known is not None and isinstance(error, AssertionError):
            observed = observed or known.observed
            expected = expected or known.expected
        if verdict is Verdict.WRONG_ANSWER and last is not None:
            observed = ". ".join(filter(None, (observed, _crash_of_a_child(last)))) or None
        return CheckResult(
            id=check.id,
            title=check.title,
            exercise=check.exercise,
            points=0,
            max_points=check.max_points,
            verdict=verdict,
            method=item.callspec.params.get("student") if hasattr(item, "callspec") else None,
            misconception=known.name if known else None,
            observed=observed,
            expected=expected,
            why=known.why if known else None,
            look_at=_where(known, self._slug) if known else None,
            hint=known.hint if known else None,
            stuck=last.blocked.sentence if last and last.blocked else None,
            picture=_picture(last, check.title) if self._pictures and last else None,
            error=_trace(last, error, verdict),
        )

    def _misconception(
        self, trial: _Trial, last: Outcome | None, error: BaseException | None
    ) -> misconceptions.Misconception | None:
        guess = trial.diagnosis and trial.diagnosis.name
        if guess and isinstance(error, AssertionError):
            return misconceptions.find(guess)
        if last is None:
            return None
        raised = str(last.error) if last.error else None
        pattern = last.blocked.pattern if last.blocked else None
        printed = last.stderr if last.status is Status.HUNG else None
        known = misconceptions.from_symptoms(self._slug, raised, None, printed)
        if known is None and guess and isinstance(error, NoValue):
            return misconceptions.find(guess)
        return known or misconceptions.from_symptoms(self._slug, None, pattern)


def _exercise_of(item: pytest.Item) -> str:
    mark = item.get_closest_marker("exercise")
    assert mark is not None
    return str(mark.args[0])


_NO_VALUE = {
    Status.RAISED: Verdict.CRASHED,
    Status.UNIMPORTABLE: Verdict.CRASHED,
    Status.MISSING: Verdict.CRASHED,
    Status.DIED: Verdict.CRASHED,
    Status.OVERRUN: Verdict.CRASHED,
    Status.HUNG: Verdict.TIMED_OUT,
    Status.FORGED: Verdict.FORGED,
    Status.GRADER: Verdict.GRADER_ERROR,
}

_SHAPE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What a check raises when a student's value is of another shape than it takes apart."""


def _verdict_of(error: BaseException, trial: _Trial) -> Verdict:
    """Whose fault an exception of a check is, and what it says."""
    statuses = {outcome.status for outcome in trial.outcomes}
    if Status.GRADER in statuses or isinstance(error, GraderFault):
        return Verdict.GRADER_ERROR
    if Status.FORGED in statuses:
        return Verdict.FORGED
    if isinstance(error, NoValue):
        return _NO_VALUE.get(error.outcome.status, Verdict.GRADER_ERROR)
    if isinstance(error, AssertionError):
        if trial.comparison and isinstance(trial.comparison[1], LeftBehind):
            return Verdict.LEAKED
        return Verdict.WRONG_ANSWER
    if isinstance(error, misconceptions.UnknownMisconception):
        return Verdict.GRADER_ERROR
    returned = [o for o in trial.outcomes if o.status is Status.RETURNED]
    if isinstance(error, _SHAPE) and returned and len(returned) == len(trial.outcomes):
        return Verdict.WRONG_ANSWER
    return Verdict.GRADER_ERROR


def _is_stub(trial: _Trial) -> bool:
    return any(
        outcome.status is Status.RAISED
        and outcome.error is not None
        and outcome.error.is_a("NotImplementedError")
        for outcome in trial.outcomes
    )


def is_blank(source: str) -> bool:
    """Whether every function and method of a module is still a stub, or there is none at all."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return False
    functions = [
        n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return all(_is_stub_body(function.body) for function in functions)


def _is_stub_body(body: list[ast.stmt]) -> bool:
    rest = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if len(rest) != 1 or not isinstance(rest[0], ast.Raise) or rest[0].exc is None:
        return False
    raised = rest[0].exc
    if isinstance(raised, ast.Call):
        raised = raised.func
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def _telling(trial: _Trial, error: BaseException | None) -> Outcome | None:
    """The call that the failure is about: the one without a value, else the last."""
    if isinstance(error, NoValue):
        return error.outcome
    return trial.outcomes[-1] if trial.outcomes else None


def _words(
    trial: _Trial, last: Outcome | None, error: BaseException | None
) -> tuple[str | None, str | None]:
    """Observed and expected, as far as the failure itself tells them."""
    if isinstance(error, NoValue):
        return error.outcome.ending, None
    if isinstance(error, AssertionError):
        if trial.comparison is None:
            return None, None if trial.diagnosis else _message(error)
        op, left, right = trial.comparison
        if isinstance(left, LeftBehind):
            return clip(left), "nothing left behind"
        relation = "" if op in ("==", "is") else f"{op} "
        words = None if trial.diagnosis else _message(error)
        return clip(left), words or f"{relation}{clip(right)}"
    if last is not None and last.status is Status.RETURNED:
        return last.ending, None
    return None, None


def _crash_of_a_child(run: Outcome) -> str | None:
    """What a child's function raised, of several the first by name: its traceback is not seen.

    Told by the recording, which the student's code can write into, too.
    """
    names: dict[str, str] = {}
    crashes = []
    for event in run.events:
        if event["k"] in ("start", "run"):
            names[str(event.get("child", event["pid"]))] = str(event.get("name"))
        elif event["k"] == "ran" and event.get("ok") is False and event.get("err") != "SystemExit":
            match event.get("at"):
                case [str(module), int(line)]:
                    where = f" ({module} line {line})"
                case _:
                    where = ""
            who = names.get(str(event["pid"]), "a child")
            crashes.append(f"{who} raised {event.get('err')}: {event.get('text')}{where}")
    return shorten(min(crashes), 300) if crashes else None


def _message(error: AssertionError) -> str | None:
    """What a check's author wrote behind the comma: `assert run.met, "two workers at once"`."""
    first = str(error).partition("\n")[0]
    return first if first and not first.startswith("assert ") else None


def _where(known: misconceptions.Misconception, slug: str) -> str:
    """The heading to look at; with its notebook, if that is not the one the student is in."""
    return known.look_at if known.topic == slug else f"{known.look_at} (notebook {known.topic})"


def _picture(last: Outcome, title: str) -> str | None:
    if not last.events:
        return None
    from course import picture

    try:
        return picture.draw(last.events, title=title, explanation=last.blocked)
    except Exception:  # the recording is a claim, and this one was not written by our recorder
        return None


def _trace(last: Outcome | None, error: BaseException | None, verdict: Verdict) -> str | None:
    if verdict is Verdict.GRADER_ERROR:
        notes = [o.note for o in ([last] if last else []) if o.note]
        return "\n".join([*notes, f"{type(error).__name__}: {error}"])[-4000:]
    if last is not None and last.error is not None:
        return last.error.trace or str(last.error)
    return None
