"""The drawing of the lanes: bars, held locks, marks, births and deaths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from course.picture import svg
from course.picture.chart import Lane, Mark, Span, State, Strip
from course.picture.detail import Column, Row
from course.picture.scale import Scale, duration
from course.picture.words import place, span_tip

# svg.document replaces these by references to the picture's two patterns.
FILLS = {State.WAITING: "@WAIT@", State.SENDING: "@TALK@", State.RECEIVING: "@TALK@"}


@dataclass
class Board:
    """The measures that all parts of a drawing share, and what is already written where."""

    scale: Scale
    left: float
    right: float
    begin: float
    row: float
    """Height of a lane; the bar takes the upper half of it."""
    tips: bool = True
    alarmed: bool = False
    """Whether the tail belongs to an explanation."""
    tops: dict[int, float] = field(default_factory=dict)
    written: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def bar(self) -> float:
        """Height of a bar."""
        return {50: 22.0, 40: 20.0, 28: 16.0}.get(int(self.row), 12.0)

    @property
    def pad(self) -> float:
        """From the lane's top to the bar's."""
        return 8.0 if self.row >= 40 else 5.0 if self.row >= 28 else 4.0

    @property
    def size(self) -> float:
        """Font size inside bars."""
        return 11.0 if self.row >= 28 else 9.5

    def top(self, pid: int) -> float:
        """The upper edge of a process's bar."""
        return self.tops[pid] + self.pad

    def middle(self, pid: int) -> float:
        """The middle of a process's bar."""
        return self.top(pid) + self.bar / 2

    def end_of(self, lane: Lane) -> float:
        """Where a lane's bar ends."""
        if lane.died is not None:
            return self.scale.x(lane.died)
        return self.scale.tail[1] if self.scale.tail else self.scale.knots[-1][1]

    def x_end(self, t: float | None, lane: Lane) -> float:
        """The right end of something in a lane; what has no end goes on as long as its lane."""
        return self.end_of(lane) if t is None else self.scale.x(t)

    def is_free(self, x: float, y: float, width: float, height: float) -> bool:
        """Whether nothing is written there yet; if so, it is taken."""
        box = (x, y, x + width, y + height)
        for other in self.written:
            if box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]:
                return False
        self.written.append(box)
        return True


def names(board: Board, rows: Iterable[Row]) -> list[str]:
    """The lanes' names with their pids."""
    out = []
    for lane in (row.lane for row in rows):
        room = board.left - 24
        middle = board.middle(lane.pid)
        if board.row >= 40:
            out.append(svg.text(16, middle - 1, svg.fit(lane.name, room), "tl-b"))
            out.append(svg.text(16, middle + 12, svg.fit(subtitle(lane), room, 10), "tl-xs tl-mut"))
        else:
            pid = str(lane.pid)
            name = svg.fit(lane.name, room - svg.width_of(pid, 9.5) - 6, 11)
            out.append(svg.text(16, middle + 4, name, "tl-s"))
            out.append(svg.text(board.left - 10, middle + 4, pid, "tl-mut tl-end tl-xxs"))
    return out


def subtitle(lane: Lane) -> str:
    """What stands small under a lane's name."""
    method = "" if lane.is_root or not lane.method else f" · {lane.method}"
    return f"pid {lane.pid}{method}"


def births(board: Board, rows: Sequence[Row]) -> list[str]:
    """A dotted line from each parent down to its child."""
    shown = {row.lane.pid for row in rows}
    out = []
    for lane in (row.lane for row in rows):
        if lane.parent is None or lane.parent not in shown or lane.parent == lane.pid:
            continue
        x = board.scale.x(lane.born)
        y0 = board.top(lane.parent) + board.bar
        y1 = board.middle(lane.pid)
        out.append(svg.path(f"M{svg.num(x)} {svg.num(y0)}V{svg.num(y1)}", "tl-birth"))
    return out


def bars(board: Board, row: Row) -> list[str]:
    """A lane's life and what it did in it."""
    lane, y, x = row.lane, board.top(row.lane.pid), board.scale.x
    out = []
    born, end = x(lane.born), board.end_of(lane)
    ready = x(lane.ready) if lane.ready is not None else born
    if ready - born > 1.5:
        tip = f"starting up · {duration((lane.ready or 0) - lane.born)}" if board.tips else ""
        height = board.bar - 6
        out.append(svg.rect(born, y + 3, ready - born, height, "tl-starting", radius=2, tip=tip))
    ran = min(x(lane.ran), end) if lane.ran is not None and not lane.pool else end
    if lane.pool:
        line = f"M{svg.num(ready)} {svg.num(y + board.bar / 2)}H{svg.num(end)}"
        out.append(svg.path(line, "tl-idle"))
    else:
        tip = _life(lane, board.begin) if board.tips else ""
        out.append(svg.rect(ready, y, ran - ready, board.bar, "tl-running", radius=3, tip=tip))
    if end - ran > 1.5:
        tip = "run() is over, tidying up" if board.tips else ""
        height = board.bar - 6
        out.append(svg.rect(ran, y + 3, end - ran, height, "tl-starting", radius=2, tip=tip))
    out += _columns(board, row, y)
    for span in sorted(row.spans, key=lambda s: (s.begin, -(s.end or 1e300))):
        out += _span(board, lane, span, y)
    for column in row.columns:
        out += _column_label(board, column, y)
    out += _strips(board, row, y)
    out += _marks(board, row, y)
    return out


def _life(lane: Lane, begin: float) -> str:
    text = f"{lane.name}, pid {lane.pid} · running"
    if not lane.is_root:
        text += f" · born at {duration(lane.born - begin)}"
    if lane.died is not None:
        text += f" · {lane.ending} at {duration(lane.died - begin)}"
    return text


def _columns(board: Board, row: Row, y: float) -> list[str]:
    """Columns of one state become one path, ruled so that they don't pass for single bars."""
    out = []
    shapes: dict[State, list[str]] = {}
    tall = board.bar - 4
    for column in row.columns:
        wide = svg.num(column.right - column.left)
        shape = f"M{svg.num(column.left)} {svg.num(y + 2)}h{wide}v{svg.num(tall)}h-{wide}z"
        shapes.setdefault(column.state, []).append(shape)
    for state in sorted(shapes):
        fill = f'fill="{FILLS[state]}"' if state in FILLS else ""
        out.append(svg.path("".join(shapes[state]), f"tl-{state}", fill))
        out.append(svg.path("".join(shapes[state]), "tl-many", 'fill="@MANY@"'))
    return out


def _column_label(board: Board, column: Column, y: float) -> list[str]:
    number = f"×{column.count:,}"
    for label in (f"{column.label} {number}" if column.label else number, number):
        wide = svg.width_of(label, board.size)
        if column.right - column.left <= wide + 8:
            continue
        middle = (column.left + column.right) / 2
        if board.is_free(middle - wide / 2, y, wide, board.bar):
            line = y + board.bar / 2 + 4
            classes = f"tl-mid tl-b {_ink(column.state)}"
            return [svg.text(middle, line, label, classes, sized(board))]
    return []


def _ink(state: State) -> str:
    """Letters on a dark block are light; on a patterned one they wear a halo."""
    if state is State.TASK:
        return "tl-onTask"
    return "tl-haloW" if state is State.WAITING else "tl-haloT"


def sized(board: Board) -> str:
    """The style of letters inside bars."""
    return f'style="font-size:{svg.num(board.size)}px"'


def _span(board: Board, lane: Lane, span: Span, y: float) -> list[str]:
    x0, x1 = board.scale.x(span.begin), board.x_end(span.end, lane)
    inset = 0 if span.state is State.TASK else 2.5
    width = max(x1 - x0, 1.5)
    out = [
        svg.rect(
            x0,
            y + inset,
            width,
            board.bar - 2 * inset,
            f"tl-{span.state}",
            radius=2 if width > 6 else 0,
            fill=FILLS.get(span.state, ""),
            tip=span_tip(span, board.begin) if board.tips else "",
        )
    ]
    for label in (span.label, span.short):
        wide = svg.width_of(label, board.size)
        if span.end is None and board.alarmed and board.scale.tail:
            width = min(width, board.scale.tail[0] - x0)  # the rest is the alarm's
        if label and wide + 6 <= width:
            middle = x0 + width / 2
            if board.is_free(middle - wide / 2, y, wide, board.bar):
                line = y + board.bar / 2 + board.size * 0.36
                classes = f"tl-mid {_ink(span.state)}"
                out.append(svg.text(middle, line, label, classes, sized(board)))
            break
    return out


def _strips(board: Board, row: Row, y: float) -> list[str]:
    """Under the bar: locks held, and the feeder thread's writing under those."""
    below = {"hold": y + board.bar + 1.5, "feed": y + board.bar + (6.5 if board.row >= 28 else 4)}
    thick = 4.0 if board.row >= 28 else 2.5
    out = []
    for kind, stretches in sorted(row.often.items()):
        for left, right in stretches:
            out.append(svg.rect(left, below[kind], right - left, thick, f"tl-{kind}"))
    for strip in row.strips:
        x0, x1 = board.scale.x(strip.begin), board.x_end(strip.end, row.lane)
        tip = _strip_tip(board, strip)
        top = below[strip.kind]
        out.append(svg.rect(x0, top, max(x1 - x0, 1.5), thick, f"tl-{strip.kind}", tip=tip))
        board.written.append((x0, top, x1, top + thick))
        wide = svg.width_of(strip.label, 10)
        is_told = strip.kind == "hold" or x1 - x0 > wide
        if is_told and board.row >= 40 and board.is_free(x0, top + 5, wide, 9):
            ink = "tl-hd" if strip.kind == "hold" else "tl-tk"
            out.append(svg.text(x0, top + 13, strip.label, f"tl-xs {ink} tl-halo"))
    return out


def _strip_tip(board: Board, strip: Strip) -> str:
    if not board.tips:
        return ""
    begun = duration(strip.begin - board.begin)
    if strip.end is None:
        return f"{strip.label} · from {begun}, never ended"
    return f"{strip.label} · {duration(strip.end - strip.begin)} from {begun}"


def _marks(board: Board, row: Row, y: float) -> list[str]:
    out = []
    for left, right in row.marked_often:
        tall = svg.num(board.bar - 6)
        ticks = [f"M{svg.num(left + n)} {svg.num(y + 3)}v{tall}" for n in range(1, 4000, 3)]
        out.append(svg.path("".join(ticks[: max(int((right - left) / 3), 1)]), "tl-axis"))
    for mark in row.marks:
        at = board.scale.x(mark.t)
        out.append(_dot(board, mark, at, y + board.bar / 2))
        if mark.kind == "note" and board.row >= 28:
            label = svg.fit(mark.label, 180, 10)
            if board.is_free(at + 4, y - 8, svg.width_of(label, 10), 9):
                out.append(svg.text(at + 5, y - 0.5, label, "tl-xs tl-halo"))
    return out


def _dot(board: Board, mark: Mark, x: float, y: float) -> str:
    kind = "tl-ring" if mark.kind in ("read", "clear", "note") else "tl-dot"
    radius = "3.2" if board.row >= 28 else "2.2"
    tip = f"{mark.label} · at {duration(mark.t - board.begin)}{place(mark.at)}"
    inner = f"><title>{svg.escape(tip)}</title></circle>" if board.tips else "/>"
    return f'<circle cx="{svg.num(x)}" cy="{svg.num(y)}" r="{radius}" class="{kind}"{inner}'


def deaths(board: Board, row: Row) -> list[str]:
    """How a lane ends: a cap and its exit code; a cross if it crashed; a word if it never did."""
    lane = row.lane
    x, y = board.end_of(lane), board.top(lane.pid)
    middle = y + board.bar / 2
    small = f'style="font-size:{svg.num(min(board.size, 10.5))}px"'
    if lane.leaked:
        half = svg.num(board.bar / 2)
        edge = svg.path(f"M{svg.num(x)} {svg.num(y)}l6 {half}l-6 {half}", "tl-alc")
        return [edge, svg.text(x + 10, middle + 4, "left running", "tl-al tl-b", small)]
    if lane.died is None:
        return []
    if lane.crashed:
        cross = f"M{svg.num(x - 4)} {svg.num(middle - 5)}l9 10m0 -10l-9 10"
        told = [svg.text(x + 9, middle + 4, lane.ending, "tl-al tl-b tl-halo", small)]
        told += _last_words(board, lane, x, y)
        return [svg.path(cross, "tl-alc"), *told]
    cap = svg.path(f"M{svg.num(x)} {svg.num(y - 1)}v{svg.num(board.bar + 2)}", "tl-cap")
    word = "stopped" if lane.stopped and lane.code != 0 else lane.ending
    if board.is_free(x + 4, y, svg.width_of(word, 10.5), board.bar):
        return [cap, svg.text(x + 6, middle + 4, word, "tl-mut tl-halo", small)]
    return [cap]


def _last_words(board: Board, lane: Lane, x: float, y: float) -> list[str]:
    """The exception that a process died of, under the end of its bar."""
    words = svg.fit(lane.error, board.right - board.left, 10)
    wide = svg.width_of(words, 10)
    left, top = max(x - wide, board.left + 4), y + board.bar
    if not words or board.row < 40 or not board.is_free(left, top + 2, wide, 9):
        return []
    return [svg.text(left, top + 12, words, "tl-xs tl-al tl-halo")]
