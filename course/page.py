"""What a student reads about a judged check, as HTML: the same in a notebook and in feedback.

Every text may come from a student's program (an exception's message, a returned value, a
module's name), so every text is escaped here, and the picture is shown as an image, in which
no script runs. A block carries its own style and loads nothing from anywhere.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

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


@cache
def style() -> str:
    """The style of the blocks, as a `style` element."""
    css = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    return f"<style>\n{css}</style>"


def block(parts: Iterable[str]) -> str:
    """A frame with its style around some parts."""
    return f'{style()}<div class="mp-feedback">{"".join(parts)}</div>'


def check_html(check: CheckResult) -> str:
    """One check: what was observed and expected, why, where to look, a hint, the picture."""
    words = _sentence_words(check)
    title = (
        f'<p class="mp-title">{badge(check.verdict)} {prose(check.title)} '
        f'<span class="mp-quiet">{words}</span></p>'
    )
    if check.verdict is Verdict.PASSED:
        return f'<div class="mp-check">{title}</div>'
    rows = [
        _row("Observed 观察", _observed(check)),
        _row("Expected 期望", _quoted(check.expected)),
        _row("Stuck 卡住", "" if _tells_why_stuck(check) else prose(check.stuck)),
        _row("Why 原因", prose(check.why)),
        _row("Look at 看", prose(check.look_at)),
        _details("Hint 提示", prose(check.hint)),
        _details("Error 错误", f"<pre>{escape(check.error)}</pre>" if check.error else ""),
        _picture(check),
    ]
    return f'<div class="mp-check">{title}{"".join(rows)}</div>'


def _observed(check: CheckResult) -> str:
    return prose(check.observed) if _tells_why_stuck(check) else _quoted(check.observed)


def _tells_why_stuck(check: CheckResult) -> bool:
    return check.stuck is not None and check.stuck in (check.observed or "")


def _sentence_words(check: CheckResult) -> str:
    words = [VERDICT_WORDS[check.verdict]]
    if check.max_points:
        words.append(f"{number(check.points)} / {number(check.max_points)}")
    if check.method and check.verdict.is_failure:
        words.append(f"start method {escape(check.method)}")
    return " · ".join(words)


def badge(verdict: Verdict) -> str:
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


def note(text: str) -> str:
    return f'<p class="mp-note">{prose(text)}</p>'


def notes(title: str, notes: Iterable[str]) -> str:
    items = "".join(f"<li>{prose(note)}</li>" for note in notes)
    return f'<div class="mp-note"><p>{escape(title)}</p><ul>{items}</ul></div>'


def _picture(check: CheckResult) -> str:
    if not check.picture:
        return ""
    data = base64.b64encode(clean_text(check.picture).encode()).decode()
    alt = f"Timeline of this run: {check.stuck or check.title}"
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}">'


def _quoted(text: str | None) -> str:
    if not text:
        return ""
    tag = "pre" if "\n" in text else "code"
    return f"<{tag}>{escape(text)}</{tag}>"


def prose(text: str | None) -> str:
    """Escaped text in which `backticks` mark code, as in a docstring."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text or ""))


def escape(text: str | None) -> str:
    cleaned = clean_text(text or "")
    if len(cleaned) > LONGEST_TEXT:
        half = LONGEST_TEXT // 2
        left_out = len(cleaned) - 2 * half
        cleaned = f"{cleaned[:half]} … {left_out} characters left out … {cleaned[-half:]}"
    return html.escape(cleaned, quote=True)


def clean_text(text: str) -> str:
    """Without what no page or file can hold: lone surrogates and control characters."""
    shown = text.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", shown)


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
