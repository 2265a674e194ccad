"""`check("word_count")`: try the visible checks on what stands in the notebook's cells.

The same engine and the same words as the grader, without its sandbox: this is the student's own
code on the student's own machine, in processes of its own, under a deadline. In a notebook the
answer is a small page; elsewhere it is text.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from course import page, record
from course.checking import run_checks, start_methods
from course.modules import is_saved_cell
from course.run.runner import Runner
from course.stubs import is_blank
from course.topics import Topic, UnknownExercise, topic_of
from course.verdict import CheckResult, Verdict, first_failure, overall, told_before

if TYPE_CHECKING:
    from course.module_magic import SavedModule

WIDTH = 80
# nbgrader sets it in the kernel of its Validate button.
VALIDATING = "NBGRADER_VALIDATING"


class NotSolved(Exception):
    """The Validate button has run an exercise that does not pass; the message is the report."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the report, and no lines of ours."""
        return str(self).splitlines()


class Stopped(KeyboardInterrupt):
    """Somebody has interrupted the kernel while `check` was at work."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: what was stopped, and no lines of ours."""
        return str(self).splitlines()


@dataclass(frozen=True)
class Checked:
    """The answer of `check`: shows itself as a page or as text. True if all checks passed."""

    exercise: str
    results: tuple[CheckResult, ...]
    remarks: tuple[str, ...] = ()
    missing: bool = False
    """Whether no cell has saved the exercise's module yet."""
    ticket: bool = False
    """Whether it has hidden checks only."""

    @property
    def verdict(self) -> Verdict:
        return overall(self.results)

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASSED

    def __bool__(self) -> bool:
        return self.passed

    def _repr_html_(self) -> str:
        name, summary = page.escape(self.exercise), page.prose(self._summary())
        head = f'<p class="mp-head">{page.badge(self.verdict)} <code>{name}</code> {summary}</p>'
        parts = [head, *(page.note(remark) for remark in self.remarks)]
        if self.verdict is not Verdict.NOT_ATTEMPTED:
            parts.append(page.checks_html(self.results))
        return page.block(parts)

    def __repr__(self) -> str:
        lines = [f"{self.exercise}: {self._summary()}", *self.remarks]
        if self.verdict is not Verdict.NOT_ATTEMPTED:
            lines.append(checks_text(self.results))
        return "\n".join(lines)

    def _summary(self) -> str:
        if self.passed:
            return "passes the visible checks. The hidden ones try other inputs."
        if self.ticket:
            return (
                "is an exit ticket: there are no checks to try, its text says all that counts. "
                "Call it on inputs of your own, then hand it in."
            )
        if self.missing:
            return f"is not there yet: run the cell `%%module {self.exercise}` first."
        if self.verdict is Verdict.NOT_ATTEMPTED:
            return "is still the stub. Write your solution in its cell and run the cell."
        if self.verdict is Verdict.GRADER_ERROR:
            return "could not be checked, and that is our fault, not yours."
        failed = sum(result.verdict.is_failure for result in self.results)
        return f"does not pass yet: {failed} of {len(self.results)} checks failed."


def check(exercise: str, *, methods: Sequence[str] | None = None) -> Checked:
    """Run the visible checks of an exercise on your module.

    In a notebook the module is the cell `%%module <exercise>` as it was last run; elsewhere it is
    the file `<exercise>.py` in the current folder. Runs it under the start methods `methods`;
    by default the one that you have set, or else the platform's own, and spawn. Blocks for about a
    second, or for a deadline if your code hangs. Raises UnknownExercise for an id that the course
    does not have, Stopped when the kernel is interrupted, and NotSolved where nbgrader's Validate
    button runs the notebook, since that button takes all else for solved.
    """
    try:
        checked = _checked(exercise, methods)
    except KeyboardInterrupt:
        raise Stopped(
            f"check({exercise!r}) was interrupted: nothing was judged, and none of its processes "
            f"is left."
        ) from None
    if os.environ.get(VALIDATING) and not checked and not checked.ticket:
        raise NotSolved(repr(checked))
    return checked


def _checked(exercise: str, methods: Sequence[str] | None) -> Checked:
    if not isinstance(exercise, str):
        name = getattr(exercise, "__name__", "run_all")
        raise UnknownExercise(f'Write the exercise\'s name in quotation marks: check("{name}")')
    topic = topic_of(exercise)
    modules, remarks = _modules(exercise)
    source = modules.get(exercise, "")
    if not source:
        return Checked(exercise, (_untouched(exercise),), remarks, missing=True)
    if is_blank(source):
        return _noted(Checked(exercise, (_untouched(exercise),), remarks))
    if not has_checks(topic, exercise):
        return Checked(exercise, (_untouched(exercise),), remarks, ticket=True)
    with Runner(modules) as runner:
        results = run_checks(
            [topics_checks(topic)],
            [exercise],
            runner,
            slug=topic.slug,
            scenarios=f"course.samples.{topic.short}",
            methods=methods or usual_methods(),
        )
    return _noted(Checked(exercise, tuple(results), remarks))


def _noted(checked: Checked) -> Checked:
    """The same, kept in the learner's record; with a remark if there is something to say of it."""
    folder = record.course_folder(record.notebook_folder())
    remark = record.keep(folder, checked.exercise, checked.results)
    return replace(checked, remarks=(*checked.remarks, remark)) if remark else checked


def usual_methods() -> tuple[str, ...]:
    """The learner's start method, and spawn, under which everything has to be right.

    If none has been set it is the platform's default, and may still be set afterwards: asking
    `get_context()` for it would fix it.
    """
    import multiprocessing

    set_already = multiprocessing.get_start_method(allow_none=True)
    default = set_already or multiprocessing.get_all_start_methods()[0]
    chosen = dict.fromkeys((default, "spawn"))
    return tuple(method for method in chosen if method in start_methods())


def _modules(exercise: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The student's modules by name, and what has to be said about text that does not count."""
    cells = _Cells.of_this_notebook()
    modules = dict(cells.run)
    remarks = []
    path = Path(f"{exercise}.py")
    text = ""
    if path.is_file():
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = path.read_text(encoding="utf-8")
    if exercise not in modules:
        if text:
            modules[exercise] = text
    elif text and text not in (modules[exercise], cells.saved_text(exercise)):
        remarks.append(
            f"The file `{path}` differs from the notebook's cell. The cell counts, here and when "
            f"you submit: copy what you changed into the cell, and run it."
        )
    if cells.defined_elsewhere(exercise):
        remarks.append(
            f"You have run a cell that defines `{exercise}` and does not begin with the line "
            f"`%%module {exercise}`. Such a cell does not count, neither here nor when you submit: "
            f"write that line on top of it, and run it again."
        )
    for other in Path().glob("*.py"):
        if other.stem in modules or not other.stem.isidentifier():
            continue
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = other.read_text(encoding="utf-8")
            # A cell that this kernel has not run: the import finds its file, the grader the cell.
            if not cells.run or is_saved_cell(other.stem, text):
                modules[other.stem] = text
    return modules, tuple(remarks)


@dataclass(frozen=True)
class _Cells:
    """What the notebook's `%%module` cells hold; nothing elsewhere.

    `run` is the text of each as it was last run, `saved` what its last good run has left;
    `names` is what the notebook's names stand for.
    """

    run: Mapping[str, str] = field(default_factory=dict)
    saved: Mapping[str, SavedModule] = field(default_factory=dict)
    names: Mapping[str, object] = field(default_factory=dict)

    @staticmethod
    def of_this_notebook() -> _Cells:
        if "IPython" not in sys.modules:
            return _Cells()
        from IPython.core.getipython import get_ipython

        from course.module_magic import modules_as_run, saved_modules

        shell = get_ipython()
        if shell is None:
            return _Cells()
        return _Cells(modules_as_run(shell), saved_modules(shell), shell.user_ns)

    def saved_text(self, exercise: str) -> str | None:
        return self.saved[exercise].text if exercise in self.saved else None

    def defined_elsewhere(self, exercise: str) -> bool:
        """Whether the notebook has this function from a cell that does not count.

        That is one without `%%module`, or with the name of another module.
        """
        function = self.names.get(exercise)
        if exercise in self.saved and self.saved[exercise].names.get(exercise) is function:
            return False
        home = getattr(function, "__module__", None)
        return home == "__main__" or (home != exercise and home in self.run)


def _untouched(exercise: str) -> CheckResult:
    return CheckResult(
        id="attempted",
        title="There is something to check",
        exercise=exercise,
        points=0,
        max_points=0,
        verdict=Verdict.NOT_ATTEMPTED,
    )


def topics_checks(topic: Topic) -> Path:
    """The file of a topic's visible checks."""
    return Path(__file__).parent / "checks" / f"test_{topic.short}.py"


def has_checks(topic: Topic, exercise: str) -> bool:
    """Whether an exercise has visible checks; an exit ticket has none."""
    return f'@exercise("{exercise}"' in topics_checks(topic).read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------- as text


def checks_text(results: Sequence[CheckResult]) -> str:
    """The checks as text of at most 80 columns; what is the matter is said once."""
    return "\n".join(
        check_text(result, said_before=before)
        for result, before in zip(results, told_before(results), strict=True)
    )


def check_text(result: CheckResult, *, said_before: bool = False) -> str:
    """One check as text of at most 80 columns."""
    import textwrap

    word = "ok  " if result.verdict is Verdict.PASSED else f"{result.verdict.value}:"
    under = f" (under {result.method})" if result.method and result.verdict.is_failure else ""
    title = f"  {word} {result.title}{under}"
    lines = [textwrap.fill(title, WIDTH, subsequent_indent=" " * (3 + len(word)))]
    if not result.verdict.is_failure:
        return lines[0]
    if said_before:
        return f"{lines[0]}\n    The same as above."
    rows = (
        ("Observed", result.observed),
        ("Expected", result.expected),
        ("Stuck", result.stuck),
        ("Why", result.why),
        ("Look at", result.look_at),
        ("Error", result.error if result.verdict is Verdict.GRADER_ERROR else None),
    )
    for label, text in rows:
        if text:
            indent = " " * 15
            first = f"    {label + ':':<10} "
            flat = " ".join(page.clean_text(text).split())
            lines.append(textwrap.fill(flat, WIDTH, initial_indent=first, subsequent_indent=indent))
    return "\n".join(lines)


__all__ = ["Checked", "NotSolved", "check", "check_text", "checks_text", "first_failure"]
