"""What an explanation adds to a picture: who waits for whom, drawn, and the sentence beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from course.picture import svg
from course.picture.lanes import Board, sized
from course.picture.words import count, heading

if TYPE_CHECKING:
    from course.run.blocked import Explanation, Wait

MOST_WAITS = 8
"""More arrows than these cannot be followed with the eye; the others are told in words."""
GUTTER = 96.0
"""Pixels at the right for the arrows between the lanes."""
TAIL = 196.0
"""Pixels for the stretch in which nothing more happens: a call's name and its line fit in it."""


def waiting_pids(explanation: Explanation | None) -> Sequence[int]:
    """The processes that the explanation speaks of."""
    if explanation is None:
        return ()
    waiting = [wait.pid for wait in explanation.waits]
    return waiting + [pid for wait in explanation.waits for pid in wait.waits_for]


def shown_waits(explanation: Explanation, board: Board) -> list[tuple[int, Wait]]:
    """The waits that are drawn, numbered from 1 as in the text."""
    numbered = list(enumerate(explanation.waits[:MOST_WAITS], 1))
    return [(number, wait) for number, wait in numbered if wait.pid in board.tops]


def outlines(board: Board, explanation: Explanation) -> list[str]:
    """Each waiting call outlined, with its number at its right end and its line beneath."""
    if board.scale.tail is None:
        return []
    out = []
    left, right = board.scale.tail
    for number, wait in shown_waits(explanation, board):
        y = board.top(wait.pid)
        out.append(svg.rect(left, y, right - left, board.bar, "tl-stuck", radius=2))
        doing = svg.fit(wait.doing.replace("`", ""), right - left - 20, board.size)
        middle, line = (left + right) / 2 - 4, y + board.bar / 2 + board.size * 0.36
        out.append(svg.text(middle, line, doing, "tl-mid tl-b", sized(board)))
        out.append(badge(right, y + board.bar / 2, number, small=board.row < 28))
        where = f"{wait.at[0]} line {wait.at[1]}" if wait.at else ""
        where = svg.fit(where, right - left - 20, 10)
        if where and board.row >= 40:
            wide = svg.width_of(where, 10)
            at = y + board.bar + (17 if board.row >= 50 else 12)  # under a strip, if there is room
            board.written.append((right - 12 - wide, at - 9, right, at + 2))
            out.append(svg.text(right - 12, at, where, "tl-xs tl-al tl-end tl-halo tl-b"))
    return out


def badge(x: float, y: float, number: int, *, small: bool = False) -> str:
    """A numbered disc: the same number stands in the text."""
    radius, size = (7, "tl-xs") if small else (8.5, "tl-s")
    disc = f'<circle cx="{svg.num(x)}" cy="{svg.num(y)}" r="{radius}" class="tl-alf"/>'
    return disc + svg.text(x, y + 4, str(number), f"{size} tl-mid tl-alt")


def arrows(board: Board, explanation: Explanation) -> list[str]:
    """In the gutter at the right, an arrow from each waiting process to those it waits for."""
    if board.scale.tail is None:
        return []
    out = []
    x = board.scale.tail[1] + 10
    depth = 0
    for _, wait in shown_waits(explanation, board):
        y0 = board.middle(wait.pid)
        targets = [pid for pid in wait.waits_for if pid in board.tops and pid != wait.pid]
        if not targets:
            out += _no_arrow(x, y0, "itself" if wait.pid in wait.waits_for else "nobody")
        for pid in targets[:3]:
            # Two that wait for each other must not lie on one another: what points up goes outside.
            y1 = board.middle(pid)
            if y1 > y0:
                out += _bow(x, y0 + 4, y1 - 4, min(26.0 + 10 * depth, GUTTER))
            else:
                out += _bow(x, y0 + 6, y1 - 6, min(64.0 + 10 * depth, GUTTER))
            depth += 1
    return out


def _bow(x: float, y0: float, y1: float, bend: float) -> list[str]:
    out = f"{svg.num(x + bend)} {svg.num(y0)} {svg.num(x + bend)} {svg.num(y1)}"
    line = f"M{svg.num(x)} {svg.num(y0)}C{out} {svg.num(x + 6)} {svg.num(y1)}"
    return [svg.path(line, "tl-alb"), svg.arrow_head(x + 1, y1, -1, 0, "tl-alf", 9)]


def _no_arrow(x: float, y: float, whom: str) -> list[str]:
    line = svg.path(f"M{svg.num(x)} {svg.num(y)}h16", "tl-alb", 'stroke-dasharray="4 3"')
    return [line, svg.text(x + 20, y + 4, whom, "tl-s tl-al tl-b")]


def box(
    explanation: Explanation, names: Mapping[int, str], y: float, width: float
) -> tuple[list[str], float]:
    """The sentence and the numbered waits under the lanes; the parts and their height."""
    room = width - 68
    height = 32.0
    out = [svg.text(36, y + height - 6, heading(explanation), "tl-al tl-b")]
    lines = svg.wrap(explanation.sentence, room, 13.2, 8)
    out += svg.prose(36, y + height + 14, lines, "tl-big", 20)
    height += 20 * len(lines) + 8
    for number, wait in enumerate(explanation.waits[:MOST_WAITS], 1):
        out.append(badge(44, y + height + 7, number))
        lines = svg.wrap(_told(wait, names), room - 24, 11.2, 3)
        out += svg.prose(60, y + height + 11, lines, "", 17)
        height += 17 * len(lines) + 5
    if explanation.waits[MOST_WAITS:]:
        height += 17
        further = count(len(explanation.waits) - MOST_WAITS, "process", "processes")
        out.append(svg.text(60, y + height - 6, f"Further waiting: {further}."))
    height += 4
    ground = [
        svg.rect(16, y, width - 32, height, "tl-box", radius=4),
        svg.rect(16, y, 5, height, "tl-alf"),
    ]
    return ground + out, height


def _told(wait: Wait, names: Mapping[int, str]) -> str:
    where = f" ({wait.at[0]} line {wait.at[1]})" if wait.at else ""
    who = wait.name or names.get(wait.pid, f"process {wait.pid}")
    what = f"{who} waits in {wait.doing}{where}"
    return f"{what}. It ends when {wait.ends_when}." if wait.ends_when else f"{what}."
