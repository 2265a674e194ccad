"""Judges one submission: modules from the notebook, a sandbox, the checks, a report.

    notebook ─ submission.py ─▶ modules ─ sandbox.py ─▶ runner
                                        ─ checks.py  ─▶ results ─ verdict.py ─▶ report

The student's code runs in the sandbox alone. Every exercise starts without marks and earns them;
what can't be judged through a fault of ours is `grader_error`, never a zero and never a pass.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import sandbox
from autograder.checks import hidden_checks
from autograder.store import VerdictStore, key_of, needed_modules
from autograder.verdict import ExerciseResult, NotebookReport
from course.checking import run_checks
from course.manners import NO_OTHERS, Manners
from course.run.launch import Launcher
from course.run.runner import Runner
from course.stubs import is_blank
from course.topics import Exercise, Topic, topic_of
from course.verdict import CheckResult, Verdict

if TYPE_CHECKING:
    from autograder.submission import Submission


def judge_notebook(
    path: Path,
    *,
    level: str = "bubblewrap",
    exercises: Sequence[str] | None = None,
    methods: Sequence[str] | None = None,
    pictures: bool = True,
    manners: Manners = NO_OTHERS,
    store: VerdictStore | None = None,
) -> NotebookReport:
    """Judge a submitted notebook. Blocks until done: seconds, or a deadline for each hang.

    `level` is the weakest sandbox that will do. `exercises` limits the work to some ids.
    Raises SubmissionError if the file is no notebook of the course, SandboxMissing if this
    machine has no sandbox of the level.
    """
    from autograder.submission import read_submission  # brings nbformat; most judges need none

    submission = read_submission(path)
    return judge_submission(
        submission,
        name=path.name,
        launcher=sandbox.launcher(level),
        exercises=exercises,
        methods=methods,
        pictures=pictures,
        manners=manners,
        store=store,
    )


def judge_module(
    path: Path,
    exercise: str,
    *,
    level: str = "bubblewrap",
    methods: Sequence[str] | None = None,
    pictures: bool = True,
) -> NotebookReport:
    """Judge a single file as the module of one exercise. Raises as `judge_notebook` does."""
    topic = topic_of(exercise)
    text = path.read_text(encoding="utf-8")
    results = judge_modules(
        topic,
        {exercise: text},
        launcher=sandbox.launcher(level),
        exercises=[exercise],
        methods=methods,
        pictures=pictures,
    )
    return NotebookReport(path.name, topic.slug, sandbox.launcher(level).level, results)


def judge_submission(
    submission: Submission,
    *,
    name: str,
    launcher: Launcher,
    exercises: Sequence[str] | None = None,
    methods: Sequence[str] | None = None,
    pictures: bool = True,
    manners: Manners = NO_OTHERS,
    store: VerdictStore | None = None,
) -> NotebookReport:
    """Judge what was read from a notebook."""
    results = judge_modules(
        submission.topic,
        {module.name: module.text for module in submission.modules.values()},
        launcher=launcher,
        exercises=exercises,
        methods=methods,
        pictures=pictures,
        manners=manners,
        store=store,
    )
    return NotebookReport(
        notebook=name,
        topic=submission.topic.slug,
        sandbox=launcher.level,
        exercises=tuple(_with_repairs(result, submission) for result in results),
        problems=tuple(str(finding) for finding in submission.notices),
    )


def judge_modules(
    topic: Topic,
    modules: Mapping[str, str],
    *,
    launcher: Launcher,
    exercises: Sequence[str] | None = None,
    methods: Sequence[str] | None = None,
    pictures: bool = True,
    stop_at_failure: bool = False,
    manners: Manners = NO_OTHERS,
    store: VerdictStore | None = None,
) -> tuple[ExerciseResult, ...]:
    """Judge modules (name → text) against the hidden checks of a topic, in course order.

    Verdicts that `store` has are taken from it, new ones are put there. `stop_at_failure` is for
    whoever wants verdicts and no marks; it goes without a store.
    """
    wanted = [e for e in topic.exercises if exercises is None or e.id in exercises]
    attempted = [e.id for e in wanted if not is_blank(modules.get(e.id, ""))]
    kept: dict[str, ExerciseResult] = {}
    keys: dict[str, str] = {}
    if store is not None:
        keys = {name: key_of(topic, name, modules, launcher.level, methods) for name in attempted}
        kept = {name: known for name, key in keys.items() if (known := store.find(key))}
    missing = [name for name in attempted if name not in kept]
    found: list[CheckResult] = []
    if missing:
        found = _run(topic, modules, launcher, missing, methods, pictures, stop_at_failure, manners)
    results = tuple(kept.get(e.id) or _result(e, modules, found) for e in wanted)
    if store is not None:
        for result in results:
            if result.id in missing:
                store.keep(keys[result.id], result)
    return results


def _run(
    topic: Topic,
    modules: Mapping[str, str],
    launcher: Launcher,
    attempted: Sequence[str],
    methods: Sequence[str] | None,
    pictures: bool,
    stop_at_failure: bool,
    manners: Manners,
) -> list[CheckResult]:
    try:
        hidden = hidden_checks(topic)
        # Exactly the modules that a verdict's key is made of: no other may have a say in it.
        needs = cache(partial(needed_modules, modules=modules))
        with Runner(modules, launcher=launcher, sources=hidden.inside(), needs=needs) as runner:
            return run_checks(
                [hidden.checks],
                attempted,
                runner,
                slug=topic.slug,
                scenarios="scenarios",
                methods=methods,
                pictures=pictures,
                stop_at_failure=stop_at_failure,
                manners=manners,
            )
    except Exception:
        return [_our_fault(exercise, traceback.format_exc(limit=-4)) for exercise in attempted]


def _result(
    exercise: Exercise, modules: Mapping[str, str], found: Sequence[CheckResult]
) -> ExerciseResult:
    checks = tuple(_of(exercise, found))
    if checks:
        return ExerciseResult(
            exercise.id, exercise.points, (*checks, *_miscounted(exercise, checks))
        )
    missing = exercise.id not in modules
    untouched = CheckResult(
        id="attempted",
        title="There is something to judge",
        exercise=exercise.id,
        points=0,
        max_points=exercise.points,
        verdict=Verdict.NOT_ATTEMPTED,
        observed="no cell begins with `%%module " + exercise.id + "`" if missing else "the stub",
        expected=f"a cell that begins with `%%module {exercise.id}` and holds your solution",
    )
    return ExerciseResult(exercise.id, exercise.points, (untouched,))


def _miscounted(exercise: Exercise, checks: Sequence[CheckResult]) -> Iterator[CheckResult]:
    """A fault of ours where the checks are not worth what the exercise is."""
    worth = sum(check.max_points for check in checks)
    if worth != exercise.points and all(c.verdict is not Verdict.GRADER_ERROR for c in checks):
        yield _our_fault(
            exercise.id,
            f"The checks of {exercise.id} are worth {worth:g} points, the exercise "
            f"{exercise.points:g}: change one of them, in autograder/topics/ or course/topics.py.",
        )


def _of(exercise: Exercise, found: Sequence[CheckResult]) -> Iterator[CheckResult]:
    return (result for result in found if result.exercise == exercise.id)


def _our_fault(exercise: str, text: str) -> CheckResult:
    return CheckResult(
        id="grader",
        title="The grader works",
        exercise=exercise,
        points=0,
        max_points=0,
        verdict=Verdict.GRADER_ERROR,
        error=text,
    )


def _with_repairs(result: ExerciseResult, submission: Submission) -> ExerciseResult:
    """Hang on an exercise what was mended in its cell, and what could not be."""
    repairs = tuple(r.text for r in submission.repairs if r.exercise == result.id)
    problems = [p.text for p in submission.problems if p.exercise == result.id]
    return replace(result, repairs=repairs, problem="\n".join(problems) or None)
