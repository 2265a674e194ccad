"""The pytest plugin that runs checks: which, in what order, under which start methods."""

from __future__ import annotations

import random
import secrets
from collections.abc import Generator

import pytest

from course.checking.failure import is_stub, result_of, verdict_of
from course.checking.student import Bench, Student
from course.checking.trial import TRIAL, Check, Trial
from course.run.outcome import Status
from course.verdict import CheckResult, Verdict

HANGS_BEFORE_GIVING_UP = 2
"""Checks of one exercise that may hang before the others are skipped. Each costs a deadline."""


class Plugin:
    """The pytest plugin behind `run_checks`: one instance a run, nothing kept afterwards."""

    def __init__(
        self,
        *,
        bench: Bench,
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
        self._checks: dict[str, Check] = {}
        self._hangs: dict[str, int] = {}
        self._given_up: dict[str, Verdict] = {}
        self._trouble: list[str] = []
        self.stopped = False
        """Whether somebody stopped it, by Ctrl-C or in the notebook."""
        self._under_way = ""

    # -- what pytest calls

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "exercise(id, points): a check of an exercise")
        # Nobody reads pytest's account of a failure; the others parse the check's file for it.
        config.option.tbstyle = "native"
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
        items[:] = sorted(chosen, key=lambda item: self._exercises.index(exercise_of(item)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._trouble.append(str(report.longrepr)[-2000:])

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.stopped = excinfo.type is KeyboardInterrupt  # and not pytest's own kind of it

    def pytest_internalerror(self, excrepr: object) -> None:
        self._trouble.append(str(excrepr)[-2000:])

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Student:
        trial = TRIAL.get()
        assert trial is not None
        return Student(self._bench, trial.exercise, request.param, trial)

    @pytest.fixture
    def rng(self) -> random.Random:
        """Drawn afresh in each run, so that a remembered answer is a wrong one."""
        return random.Random(secrets.randbits(64))

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> list[str]:
        trial = TRIAL.get()
        if trial is not None:
            trial.comparison = (op, left, right)
        return ["compared"]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        token = TRIAL.set(Trial(exercise_of(item)))
        try:
            return (yield)
        finally:
            TRIAL.reset(token)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        check = self._check_of(item)
        if check.exercise != self._under_way:
            if self._under_way:
                self._bench.runner.renew()  # what one exercise filled or broke costs no other
            self._under_way = check.exercise
        if check.result is not None:
            pytest.skip("failed under another start method")
        if check.exercise in self._given_up:
            check.result = check.as_result(self._given_up[check.exercise])
            pytest.skip("an earlier check decided")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        check = self._check_of(item)
        trial = TRIAL.get()
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
                check.result = check.as_result(
                    Verdict.PASSED if complete else Verdict.GRADER_ERROR,
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

    def _check_of(self, item: pytest.Item) -> Check:
        name = getattr(item, "originalname", item.name)
        key = f"{item.path}::{name}"
        if key not in self._checks:
            mark = item.get_closest_marker("exercise")
            assert mark is not None
            text = (getattr(item, "obj", None).__doc__ or name).strip()
            self._checks[key] = Check(
                id=name,
                title=text.splitlines()[0].strip(),
                exercise=mark.args[0],
                max_points=float(mark.kwargs.get("points", 0)),
            )
        return self._checks[key]

    def _passed(self, check: Check, trial: Trial, item: pytest.Item) -> None:
        check.passed += 1
        if any(outcome.status is Status.FORGED for outcome in trial.outcomes):
            check.result = self._judged(check, trial, item, Verdict.FORGED, None)

    def _failed(self, check: Check, trial: Trial, item: pytest.Item, error: BaseException) -> None:
        verdict = verdict_of(error, trial)
        first = not any(
            other.result is not None or other.passed
            for other in self._checks.values()
            if other.exercise == check.exercise and other is not check
        )
        if first and check.passed == 0 and is_stub(trial):
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

    def _judged(
        self,
        check: Check,
        trial: Trial,
        item: pytest.Item,
        verdict: Verdict,
        error: BaseException | None,
    ) -> CheckResult:
        method = item.callspec.params.get("student") if hasattr(item, "callspec") else None
        return result_of(
            check, trial, verdict, error, method=method, slug=self._slug, pictures=self._pictures
        )


def exercise_of(item: pytest.Item) -> str:
    mark = item.get_closest_marker("exercise")
    assert mark is not None
    return str(mark.args[0])
