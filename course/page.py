"""What a student reads about a judged check, as HTML: the same in a notebook and in feedback.

Every text may come from a student's program (an exception's message, a returned value, a
module's name), so every text is escaped here, and the picture is shown as an image, in which
no script runs. A block carries its own style and loads nothing from anywhere.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from course.verdict import CheckResult, Verdict, told_before

# Longer texts are cut in the middle. Raise it and one endless `repr` fills the page; lower it and
# an honest list of results no longer fits.
LONGEST_TEXT = 2_000

_CODE = re.compile(r"`([^`\n]+)`")
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

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


def checks_html(checks: Sequence[CheckResult]) -> str:
    """The checks in order. What is the matter is said once; a later check refers to it."""
    return "".join(
        check_html(check, said_before=before)
        for check, before in zip(checks, told_before(checks), strict=True)
    )


def check_html(check: CheckResult, *, said_before: bool = False) -> str:
    """One check: what was observed and expected, why, where to look, a hint, the picture.

    With `said_before` all of it is folded away: the check above failed in the same way.
    """
    words = _sentence_words(check)
    title = (
        f'<p class="mp-title">{badge(check.verdict)} {prose(check.title)} '
        f'<span class="mp-quiet">{words}</span></p>'
    )
    if check.verdict in (Verdict.PASSED, Verdict.NOT_ATTEMPTED):
        return f'<div class="mp-check">{title}</div>'
    told = _told(check)
    if said_before:
        told = _details("The same as above 同上", told)
    return f'<div class="mp-check">{title}{told}</div>'


def _told(check: CheckResult) -> str:
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
    return "".join(rows)


def _observed(check: CheckResult) -> str:
    return prose(check.observed) if _tells_why_stuck(check) else _quoted(check.observed)


def _tells_why_stuck(check: CheckResult) -> bool:
    return check.stuck is not None and check.stuck in (check.observed or "")


def _sentence_words(check: CheckResult) -> str:
    words = [both_languages(VERDICT_WORDS[check.verdict])]
    if check.max_points:
        words.append(f"{number(check.points)} / {number(check.max_points)}")
    if check.method and check.verdict.is_failure and check.verdict is not Verdict.NOT_ATTEMPTED:
        words.append(f"start method {escape(check.method)}")
    return " · ".join(words)


def badge(verdict: Verdict) -> str:
    """The sign before a title; screen readers pass over it: the words beside say the same."""
    kind, sign = "failed", "✗"
    if verdict is Verdict.PASSED:
        kind, sign = "passed", "✓"
    elif verdict in (Verdict.SKIPPED, Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR):
        kind, sign = "open", "○"
    return f'<span class="mp-word mp-{kind}" aria-hidden="true">{sign}</span>'


def both_languages(label: str) -> str:
    """A label of ours with its Chinese marked as such, so that it is read aloud as Chinese."""
    return re.sub(r"[\u4e00-\u9fff]+", r'<span lang="zh">\g<0></span>', label)


def _row(label: str, value: str) -> str:
    if not value:
        return ""
    name = f'<span class="mp-label">{both_languages(label)}</span>'
    return f'<div class="mp-row">{name}<div>{value}</div></div>'


def _details(label: str, value: str) -> str:
    if not value:
        return ""
    return f"<details><summary>{both_languages(label)}</summary>{value}</details>"


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
    if "\n" not in text and _CODE.search(text):  # a sentence, not a value
        return prose(text)
    tag = "pre" if "\n" in text else "code"
    return f"<{tag}>{escape(text)}</{tag}>"


def prose(text: str | None) -> str:
    """Escaped text in which `backticks` mark code, as in a docstring."""
    return _CODE.sub(r"<code>\1</code>", escape(text or ""))


def escape(text: str | None) -> str:
    cleaned = clean_text(text or "")
    if len(cleaned) > LONGEST_TEXT:
        half = LONGEST_TEXT // 2
        left_out = len(cleaned) - 2 * half
        cleaned = f"{cleaned[:half]} … {left_out} characters left out … {cleaned[-half:]}"
    return html.escape(cleaned, quote=True)


def clean_text(text: str) -> str:
    """Without what no page or file can hold and no terminal should get: lone surrogates, control
    characters, and marks that turn the direction of what follows."""
    shown = text.encode("utf-8", "replace").decode("utf-8")
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", shown)


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
