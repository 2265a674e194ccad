"""What a failed check says: whose fault it is, what was observed and expected, and probably why."""

from __future__ import annotations

from textwrap import shorten

from course import misconceptions
from course.checking.trial import Check, Trial
from course.run.outcome import LeftBehind, NoValue, Outcome, Status, clip
from course.run.place import GraderFault
from course.verdict import CheckResult, Verdict

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
"""What a check raises when a student's value, exception or recording, all of them claims, is of
another shape than it takes apart."""


def verdict_of(error: BaseException, trial: Trial) -> Verdict:
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
    if isinstance(error, _SHAPE) and trial.outcomes:
        answered = (Status.RETURNED, Status.RAISED)
        silent = [o.status for o in trial.outcomes if o.status not in answered]
        return _NO_VALUE[silent[0]] if silent else Verdict.WRONG_ANSWER
    return Verdict.GRADER_ERROR


def is_stub(trial: Trial) -> bool:
    return any(
        outcome.status is Status.RAISED
        and outcome.error is not None
        and outcome.error.is_a("NotImplementedError")
        for outcome in trial.outcomes
    )


def result_of(
    check: Check,
    trial: Trial,
    verdict: Verdict,
    error: BaseException | None,
    *,
    method: str | None,
    slug: str,
    pictures: bool,
) -> CheckResult:
    """The result of a check that has its verdict, with what explains it to the student."""
    last = _telling(trial, error)
    known = _misconception(trial, last, error, slug) if verdict.is_failure else None
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
    return check.as_result(
        verdict,
        method=method,
        misconception=known.name if known else None,
        observed=observed,
        expected=expected,
        why=known.why if known else None,
        look_at=_where(known, slug) if known else None,
        hint=known.hint if known else None,
        stuck=last.blocked.sentence if last and last.blocked else None,
        picture=_picture(last, check.title) if pictures and last else None,
        error=_trace(last, error, verdict),
    )


def _misconception(
    trial: Trial, last: Outcome | None, error: BaseException | None, slug: str
) -> misconceptions.Misconception | None:
    guess = trial.diagnosis and trial.diagnosis.name
    if guess and isinstance(error, AssertionError):
        return misconceptions.find(guess)
    if last is None:
        return None
    raised = str(last.error) if last.error else None
    pattern = last.blocked.pattern if last.blocked else None
    printed = last.stderr if last.status is Status.HUNG else None
    known = misconceptions.from_symptoms(slug, raised, None, printed)
    if known is None and guess and isinstance(error, NoValue):
        return misconceptions.find(guess)
    return known or misconceptions.from_symptoms(slug, None, pattern)


def _telling(trial: Trial, error: BaseException | None) -> Outcome | None:
    """The call that the failure is about: the one without a value, else the last."""
    if isinstance(error, NoValue):
        return error.outcome
    return trial.outcomes[-1] if trial.outcomes else None


def _words(
    trial: Trial, last: Outcome | None, error: BaseException | None
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
