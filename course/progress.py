"""`progress()`: the course at a glance. What is solved, what was tried, and where to go on.

The answer is a page in a notebook and text elsewhere. It comes from the record that `check` keeps
(course/record.py), and for exit tickets, which nobody can check before handing in, from the
module that their cell has saved.
"""

from __future__ import annotations

import contextlib
import enum
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from course import page, record
from course.stubs import is_blank
from course.topics import TOPICS, Exercise, Topic
from course.verdict import Verdict

WIDTH = 80


class State(enum.Enum):
    """How far an exercise is; the value is the words that a learner reads."""

    SOLVED = "solved 已通过"
    TRIED = "tried 尝试过"
    WRITTEN = "written 已写"
    UNTOUCHED = "not begun 未开始"


_SIGNS = {State.SOLVED: "✓", State.TRIED: "✗", State.WRITTEN: "✎", State.UNTOUCHED: "○"}
_COLOURS = {
    State.SOLVED: "mp-passed",
    State.TRIED: "mp-failed",
    State.WRITTEN: "mp-passed",
    State.UNTOUCHED: "mp-open",
}

_TABLE_HEAD = """
<table class="mp-progress"><caption>The notebooks and their exercises</caption>
<thead><tr><th scope="col">Notebook</th><th scope="col">Done</th><th scope="col">Exercises</th></tr>
</thead><tbody>
"""


@dataclass(frozen=True)
class Step:
    """One exercise of the course, as far as it is. `notebook` is None if that is not here."""

    topic: Topic
    exercise: Exercise
    state: State
    notebook: str | None
    detail: str = ""

    @property
    def is_ticket(self) -> bool:
        return self.exercise.id == self.topic.exit_ticket

    @property
    def is_done(self) -> bool:
        return self.state is State.SOLVED or (self.is_ticket and self.state is State.WRITTEN)

    @property
    def words(self) -> str:
        """The state, and what is to be known about it."""
        detail = "exit ticket, checked when you hand in" if self.is_ticket else self.detail
        return f"{self.state.value}, {detail}" if detail else self.state.value

    @property
    def link(self) -> str | None:
        """Its cell in JupyterLab, from the folder of the notebook that asked."""
        if self.notebook is None:
            return None
        return f"{self.notebook}#cell-id={self.exercise.solution_cell}"


@dataclass(frozen=True)
class Progress:
    """The answer of `progress`: shows itself as a page or as text."""

    steps: tuple[Step, ...]
    remark: str | None = None

    @property
    def next(self) -> Step | None:
        """The first exercise that is not done, of the notebooks that are here; None at the end."""
        here = [step for step in self.steps if step.notebook] or self.steps
        return next((step for step in here if not step.is_done), None)

    @property
    def summary(self) -> str:
        checkable = [step for step in self.steps if not step.is_ticket]
        solved = sum(step.state is State.SOLVED for step in checkable)
        written = sum(step.is_done for step in self.steps if step.is_ticket)
        tickets = len(self.steps) - len(checkable)
        return (
            f"{solved} of {len(checkable)} exercises solved, "
            f"{written} of {tickets} exit tickets written."
        )

    def __repr__(self) -> str:
        lines = [self.summary, *([self.remark] if self.remark else []), self._next_text(), ""]
        for topic, steps in self._topics():
            lines.append(f"{_heading(topic):<{WIDTH - 8}} {_count(steps)}")
            for step in steps:
                sign = "x" if step.state is State.TRIED else "+" if step.is_done else "-"
                lines.append(f"  {sign} {step.exercise.id:<18} {step.words}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [
            _style(),
            f'<p class="mp-head">{page.escape(self.summary)}</p>',
            page.note(self.remark) if self.remark else "",
            f'<p class="mp-next">{self._next_html()}</p>',
            _TABLE_HEAD,
            *(_row(topic, steps) for topic, steps in self._topics()),
            "</tbody></table>",
        ]
        return page.block(parts)

    def _topics(self) -> Iterator[tuple[Topic, list[Step]]]:
        for topic in TOPICS:
            yield topic, [step for step in self.steps if step.topic is topic]

    def _next_text(self) -> str:
        step = self.next
        if step is None:
            return self._nothing_next()
        return f"Next: {step.exercise.id}, in {step.notebook or _heading(step.topic)}"

    def _next_html(self) -> str:
        step = self.next
        if step is None:
            return page.escape(self._nothing_next())
        name, title = page.escape(step.exercise.id), page.escape(_heading(step.topic))
        words = f"<code>{name}</code> in {title}"
        link = f'<a href="{step.link}">{words}</a>' if step.link else words
        return f"Next 下一步: {link}"

    def _nothing_next(self) -> str:
        if all(step.is_done for step in self.steps):
            return "All is done. Save your notebooks and hand them in."
        return "All exercises that are here are done."


def progress() -> Progress:
    """Show what is solved, what was tried and what comes next, over all notebooks.

    May be called in any notebook of the course. Changes nothing, and takes no time.
    """
    here = record.notebook_folder()
    folder = record.course_folder(here)
    known = record.read(folder)
    steps = []
    for topic in TOPICS:
        path = _notebook(folder, topic)
        link = quote(Path(os.path.relpath(path, here)).as_posix()) if path else None
        for exercise in topic.exercises:
            entry = known.entries.get(exercise.id)
            state, detail = _state(entry, folder, topic, exercise)
            steps.append(Step(topic, exercise, state, link, detail))
    return Progress(tuple(steps), known.remark)


def _state(
    entry: record.Entry | None, folder: Path, topic: Topic, exercise: Exercise
) -> tuple[State, str]:
    if exercise.id != topic.exit_ticket and entry is not None:
        if entry.verdict is Verdict.PASSED:
            return State.SOLVED, ""
        if entry.verdict is not Verdict.NOT_ATTEMPTED:
            return State.TRIED, f"{entry.passed} of {entry.checks} checks pass"
    if _is_written(folder, topic, exercise):
        return State.WRITTEN, "not checked yet"
    return State.UNTOUCHED, ""


def _is_written(folder: Path, topic: Topic, exercise: Exercise) -> bool:
    """Whether the exercise's cell has been run with something other than the stub in it."""
    for path in (folder / topic.slug / f"{exercise.id}.py", folder / f"{exercise.id}.py"):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return not is_blank(path.read_text(encoding="utf-8"))
    return False


def _notebook(folder: Path, topic: Topic) -> Path | None:
    name = f"{topic.slug}.ipynb"
    return next(
        (path for path in (folder / topic.slug / name, folder / name) if path.exists()), None
    )


# ------------------------------------------------------------------------------ as a page


def _row(topic: Topic, steps: list[Step]) -> str:
    title = page.escape(_heading(topic))
    notebook = steps[0].notebook
    name = f'<a href="{notebook}">{title}</a>' if notebook else title
    if not notebook:
        name += ' <span class="mp-quiet">(not here yet)</span>'
    items = "".join(_item(step) for step in steps)
    return (
        f'<tr><th scope="row">{name}</th><td class="mp-count">{_count(steps)}</td>'
        f"<td><ul>{items}</ul></td></tr>"
    )


def _item(step: Step) -> str:
    name = f"<code>{page.escape(step.exercise.id)}</code>"
    if step.link:
        name = f'<a href="{step.link}">{name}</a>'
    colour, sign = _COLOURS[step.state], _SIGNS[step.state]
    sign = f'<span class="mp-word {colour}" aria-hidden="true">{sign}</span>'
    return f'<li>{sign} {name} <span class="mp-quiet">{page.escape(step.words)}</span></li>'


def _count(steps: list[Step]) -> str:
    return f"{sum(step.is_done for step in steps)} of {len(steps)}"


def _heading(topic: Topic) -> str:
    return f"{topic.slug[:2]} {topic.title}"


@cache
def _style() -> str:
    css = (Path(__file__).parent / "progress.css").read_text(encoding="utf-8")
    return f"<style>\n{css}</style>"
