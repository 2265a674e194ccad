"""What a student reads about one exercise, as HTML.

Every text may come from a student's program (an exception's message, a returned value, a
module's name), so every text is escaped here, and the picture is shown as an image, in which
no script runs. The block carries its own style: it looks the same in nbgrader's feedback page,
in formgrader and in a notebook, and loads nothing from anywhere.

`pages.py` guards the pages around these blocks.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder.verdict import ExerciseResult
from course.verdict import CheckResult, Verdict

# Longer texts are cut in the middle. Raise it and one endless `repr` fills the page; lower it and
# an honest list of results no longer fits.
LONGEST_TEXT = 2_000

VERDICT_WORDS = {
    Verdict.PASSED: "passed 通过",
    Verdict.WRONG_ANSWER: "wrong answer 答案错误",
    Verdict.CRASHED: "crashed 崩溃",
    Verdict.TIMED_OUT: "never ended 超时",
    Verdict.LEAKED: "left something running 未清理",
    Verdict.FORGED: "not judged from a real result 伪造",
    Verdict.SKIPPED: "not run 跳过",
    Verdict.NOT_ATTEMPTED: "not attempted 未作答",
    Verdict.GRADER_ERROR: "the grader failed 评分器故障",
}

NO_MARK = (
    "The grader failed here. This is our fault and not yours: no mark is recorded, "
    "a mark that you already had stays, and your instructor has been told."
)


def exercise_html(
    result: ExerciseResult, *, mark: float | None, worth: float, sandbox: str = ""
) -> str:
    """The block below a grade cell: the exercise's mark, then its checks in their order.

    `mark` is what the gradebook gets for the cell, out of `worth`; None if nothing is recorded.
    """
    score = "no mark 未评分" if mark is None else f"{_number(mark)} / {_number(worth)}"
    head = (
        f'<p class="mp-head">{_badge(result.verdict)} <code>{_escape(result.id)}</code> '
        f'<span class="mp-points">{score}</span></p>'
    )
    parts = [head]
    if result.verdict is Verdict.GRADER_ERROR:
        parts.append(_note(NO_MARK))
    if result.problem:
        parts.append(_note(result.problem))
    if result.repairs:
        parts.append(_notes("Repaired before judging 评分前修复", result.repairs))
    parts += [_check(check) for check in result.checks]
    if sandbox:
        parts.append(f'<p class="mp-quiet">Judged in 沙箱: {_escape(sandbox)}</p>')
    return _block(parts)


def notice_html(title: str, notes: Iterable[str]) -> str:
    """A block about the whole notebook: what could not be read, what was repaired."""
    return _block([_notes(title, notes)])


def pessimistic_html(exercise_id: str) -> str:
    """What stands in a grade cell until its exercise has been judged."""
    return _block(
        [
            f'<p class="mp-head"><code>{_escape(exercise_id)}</code></p>',
            _note("This exercise has not been judged, so it has no points."),
        ]
    )


@cache
def style() -> str:
    """The style of the blocks, as a `style` element."""
    css = (Path(__file__).parent / "feedback.css").read_text(encoding="utf-8")
    return f"<style>\n{css}</style>"


def _block(parts: Iterable[str]) -> str:
    return f'{style()}<div class="mp-feedback">{"".join(parts)}</div>'


def _check(check: CheckResult) -> str:
    words = _sentence_words(check)
    title = (
        f'<p class="mp-title">{_badge(check.verdict)} {_prose(check.title)} '
        f'<span class="mp-quiet">{words}</span></p>'
    )
    if check.verdict is Verdict.PASSED:
        return f'<div class="mp-check">{title}</div>'
    rows = [
        _row("Observed 观察", _quoted(check.observed)),
        _row("Expected 期望", _quoted(check.expected)),
        _row("Stuck 卡住", _prose(check.stuck)),
        _row("Why 原因", _prose(check.why)),
        _row("Look at 看", _prose(check.look_at)),
        _details("Hint 提示", _prose(check.hint)),
        _details("Error 错误", f"<pre>{_escape(check.error)}</pre>" if check.error else ""),
        _picture(check),
    ]
    return f'<div class="mp-check">{title}{"".join(rows)}</div>'


def _sentence_words(check: CheckResult) -> str:
    words = [VERDICT_WORDS[check.verdict]]
    if check.max_points:
        words.append(f"{_number(check.points)} / {_number(check.max_points)}")
    if check.method and check.verdict.is_failure:
        words.append(f"start method {_escape(check.method)}")
    return " · ".join(words)


def _badge(verdict: Verdict) -> str:
    if verdict is Verdict.PASSED:
        return '<span class="mp-word mp-passed">✓</span>'
    if verdict in (Verdict.SKIPPED, Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR):
        return '<span class="mp-word mp-open">○</span>'
    return '<span class="mp-word mp-failed">✗</span>'


def _row(label: str, value: str) -> str:
    if not value:
        return ""
    return f'<div class="mp-row"><span class="mp-label">{label}</span><div>{value}</div></div>'


def _details(label: str, value: str) -> str:
    return f"<details><summary>{label}</summary>{value}</details>" if value else ""


def _note(text: str) -> str:
    return f'<p class="mp-note">{_prose(text)}</p>'


def _notes(title: str, notes: Iterable[str]) -> str:
    items = "".join(f"<li>{_prose(note)}</li>" for note in notes)
    return f'<div class="mp-note"><p>{_escape(title)}</p><ul>{items}</ul></div>'


def _picture(check: CheckResult) -> str:
    if not check.picture:
        return ""
    data = base64.b64encode(_clean_text(check.picture).encode()).decode()
    alt = f"Timeline of this run: {check.stuck or check.title}"
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{_escape(alt)}">'


def _quoted(text: str | None) -> str:
    if not text:
        return ""
    tag = "pre" if "\n" in text else "code"
    return f"<{tag}>{_escape(text)}</{tag}>"


def _prose(text: str | None) -> str:
    """Escaped text in which `backticks` mark code, as in a docstring."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", _escape(text or ""))


def _escape(text: str | None) -> str:
    cleaned = _clean_text(text or "")
    if len(cleaned) > LONGEST_TEXT:
        half = LONGEST_TEXT // 2
        left_out = len(cleaned) - 2 * half
        cleaned = f"{cleaned[:half]} … {left_out} characters left out … {cleaned[-half:]}"
    return html.escape(cleaned, quote=True)


def _clean_text(text: str) -> str:
    """Without what no page or file can hold: lone surrogates and control characters."""
    shown = text.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", shown)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
