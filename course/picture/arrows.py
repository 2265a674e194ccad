"""The drawing of messages: an arrow from each giver to its taker."""

from __future__ import annotations

from collections.abc import Sequence

from course.picture import svg
from course.picture.detail import Bundle
from course.picture.lanes import Board
from course.picture.scale import duration
from course.picture.words import count

MOST_LABELS = 14
"""With more arrows than these their names would cover the bars; the tips still have them."""

Point = tuple[float, float]


def messages(board: Board, bundles: Sequence[Bundle]) -> list[str]:
    """An arrow for each message; an open circle under the giver where nobody took it out."""
    out: list[str] = []
    named: list[tuple[str, Point, Point]] = []
    told: set[tuple[int, int, str]] = set()
    lost: dict[tuple[int, str], list[tuple[float, int]]] = {}
    for bundle in bundles:
        message = bundle.message
        x0 = board.scale.x(message.sent)
        if message.to is None or message.received is None:
            lost.setdefault((message.source, message.label), []).append((x0, bundle.count))
            continue
        if message.to == message.source:
            continue
        start, stop = _ends(board, message.source, message.to, x0, board.scale.x(message.received))
        out += _arrow(board, bundle, start, stop)
        if bundle.count > 1:
            # Its name once for each way it goes; the number every time.
            way = message.source, message.to, message.label
            name = "" if way in told else f"{message.label} "
            told.add(way)
            named.append((f"{name}×{bundle.count:,}", start, stop))
        elif len(bundles) <= MOST_LABELS:
            named.append((message.label, start, stop))
    for (pid, label), places in lost.items():
        out += _lost(board, pid, label, places)
    for label, start, stop in named:
        out += _label(board, label, start, stop)
    return out


def _ends(board: Board, source: int, to: int, x0: float, x1: float) -> tuple[Point, Point]:
    """From the edge of one bar to the facing edge of the other; never backwards in time."""
    y0, y1 = board.middle(source), board.middle(to)
    half = board.bar / 2 if y1 > y0 else -board.bar / 2
    return (x0, y0 + half), (max(x1, x0), y1 - half)


def _arrow(board: Board, bundle: Bundle, start: Point, stop: Point) -> list[str]:
    line = f"M{svg.num(start[0])} {svg.num(start[1])}L{svg.num(stop[0])} {svg.num(stop[1])}"
    classes = "tl-msg" if bundle.count == 1 else "tl-msg tl-thick"
    tip = _tip(board, bundle) if board.tips else ""
    dx, dy = stop[0] - start[0], stop[1] - start[1]
    head = svg.arrow_head(*stop, dx, dy, "tl-head", 7 if board.row >= 28 else 5)
    return [svg.path(line, classes, tip=tip), head]


def _tip(board: Board, bundle: Bundle) -> str:
    message = bundle.message
    if bundle.count > 1:
        return f"{count(bundle.count, 'item')} through {message.label}"
    took = duration((message.received or message.sent) - message.sent)
    sent = duration(message.sent - board.begin)
    return f"{message.way} {message.label} at {sent}, taken out {took} later"


def _label(board: Board, label: str, start: Point, stop: Point) -> list[str]:
    label = svg.fit(label, 120, 10)
    wide = svg.width_of(label, 10)
    # Beside the arrow, and rather between two lanes than on a third one's bar.
    tall = stop[1] - start[1]
    near = 14 if tall > 0 else -14
    for down in (near, tall - near, tall / 2):
        middle = start[0] + (stop[0] - start[0]) * down / (tall or 1)
        y = start[1] + down + 3
        for x in (middle + 5, middle - wide - 5):
            if x + wide < board.right + 50 and board.is_free(x, y - 8, wide, 10):
                return [svg.text(x, y, label, "tl-xs tl-tk tl-halo")]
    return []


def _lost(board: Board, pid: int, label: str, places: Sequence[tuple[float, int]]) -> list[str]:
    number = sum(n for _, n in places)
    y = board.top(pid) + board.bar + 8
    dots = [
        f'<circle cx="{svg.num(x)}" cy="{svg.num(y)}" r="3.5" class="tl-lost"/>'
        for x, _ in places[:40]
    ]
    last = max(x for x, _ in places[:40])
    for words in (f"{count(number, 'item')} in {label}, never taken out", f"{number:,} in {label}"):
        wide = svg.width_of(words, 10)
        for left in (min(last + 7, board.right + 50 - wide), places[0][0] - wide - 7):
            if board.row >= 28 and left > board.left and board.is_free(left, y - 5, wide, 9):
                return [*dots, svg.text(left, y + 4, words, "tl-xs tl-tk tl-halo")]
    return dots
