"""The picture of a recording: a lane a process, as one plain SVG.

events → chart (what happened) → scale (where) → detail (how much of it) → this page
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from course.picture import alarm, arrows, lanes, svg
from course.picture.chart import Chart, Event, Lane, State
from course.picture.detail import select
from course.picture.events import clip_label
from course.picture.lanes import Board
from course.picture.reading import chart_of
from course.picture.scale import duration, make
from course.picture.words import count, tell

if TYPE_CHECKING:
    from course.run.blocked import Explanation

LARGEST = 190_000
"""Bytes. A picture over 200 KB makes a notebook of ten of them slow to load and to send."""
LONGEST_DESCRIPTION = 4_000
"""Characters of the description inside the file; a screen reader reads it in one go."""


def draw(
    events: Iterable[Event],
    *,
    title: str = "",
    explanation: Explanation | None = None,
    width: float = 880,
    theme: str = "auto",
    scale: str = "auto",
    until: float | None = None,
) -> str:
    """The recording as an SVG of less than 200 KB, with its text alternative inside.

    `explanation` marks the waiting calls and puts the sentence beneath. `theme` is "light", "dark"
    or "auto" (as the page or the reader prefers). `scale` is "time", "events" (stretched where much
    happens) or "auto". `until`: when recording ended, on the events' own clock.
    """
    if theme not in ("auto", "light", "dark"):
        raise ValueError(f"theme is {theme!r}: choose 'auto', 'light' or 'dark'")
    if scale not in ("auto", "time", "events"):
        raise ValueError(f"scale is {scale!r}: choose 'auto', 'time' or 'events'")
    chart = chart_of(events, until=until)
    words = tell(chart, explanation)
    certain = explanation is not None and explanation.certain
    title = clip_label(title, 120) or ("Why it hangs" if certain else "What the processes did")
    fraction = 1.0
    while True:
        body, height = _Page(chart, title, explanation, width, scale, fraction).body()
        picture = svg.document(
            body,
            width=width,
            height=height,
            title=title,
            desc=words[:LONGEST_DESCRIPTION],
            theme=theme,
        )
        if len(picture.encode()) <= LARGEST or fraction < 0.05:
            return picture
        fraction /= 2


class _Page:
    """One drawing at one level of detail."""

    def __init__(
        self,
        chart: Chart,
        title: str,
        explanation: Explanation | None,
        width: float,
        kind: str,
        fraction: float,
    ) -> None:
        self.chart, self.title, self.explanation, self.width = chart, title, explanation, width
        left = self._gutter()
        leaking = any(lane.leaked for lane in chart.lanes)
        right = width - (alarm.GUTTER + 26 if explanation else 100 if leaking else 76)
        tail, explained = self._tail_width(), explanation is not None
        self.scale = make(chart, left, right, kind=kind, tail=tail, explained=explained)
        keep = alarm.waiting_pids(explanation)
        self.detail = select(chart, self.scale, keep, fraction)
        self.board = Board(
            self.scale,
            left,
            right,
            chart.begin,
            self._row(),
            tips=fraction > 0.9,
            alarmed=explanation is not None,
        )

    def _gutter(self) -> float:
        """Room for the names at the left."""
        shown = self.chart.lanes[:60]
        longest = max((svg.width_of(lane.name) for lane in shown), default=60.0)
        below = max((svg.width_of(lanes.subtitle(lane), 10) for lane in shown), default=60.0)
        pids = 44.0 if len(shown) > 10 else 0.0
        return min(max(longest + pids + 34, below + 28, 104.0), 200.0)

    def _tail_width(self) -> float:
        if self.explanation is not None:
            return alarm.TAIL
        if any(span.end is None for lane in self.chart.lanes for span in lane.spans):
            return 110.0
        return 40.0 if any(lane.leaked for lane in self.chart.lanes) else 0.0

    def _row(self) -> float:
        number = len(self.detail.rows)
        return 50.0 if number <= 6 else 40.0 if number <= 10 else 28.0 if number <= 18 else 20.0

    def body(self) -> tuple[list[str], float]:
        """The parts of the drawing in the order in which they are painted, and its height."""
        out = [svg.text(16, 28, svg.fit(self.title, self.width - 32, 16), "tl-title")]
        if not self.chart.lanes:
            return [*out, svg.text(16, 54, "Nothing was recorded: no process was started.")], 72
        legend, y = self._legend(50)
        top = y + 36
        board, rows = self.board, self.detail.rows
        for number, row in enumerate(rows):
            board.tops[row.lane.pid] = top + number * board.row
        bottom = top + len(rows) * board.row
        marks = alarm.outlines(board, self.explanation) if self.explanation else []
        out += legend + self._ground(top, bottom)
        out += lanes.births(board, rows) + lanes.names(board, rows)
        life = [part for row in rows for part in lanes.bars(board, row)]
        crossing = arrows.messages(board, self.detail.bundles)
        # Among many lanes an arrow crosses many bars: then it passes behind them.
        out += crossing + life if board.row < 28 else life + crossing
        for row in rows:
            out += lanes.deaths(board, row)
        out += marks
        out += alarm.arrows(board, self.explanation) if self.explanation else []
        notes, y = self._footnotes(bottom + 6)
        out += notes
        if self.explanation is not None:
            names = {lane.pid: lane.name for lane in self.chart.lanes}
            box, height = alarm.box(self.explanation, names, y + 14, self.width)
            out += box
            y += 14 + height
        return out, y + 16

    def _legend(self, y: float) -> tuple[list[str], float]:
        """Only what the picture shows, in a line or two under the title."""
        out: list[str] = []
        x = 16.0
        for kind, label in self._kinds():
            wide = 24 + svg.width_of(label, 11) + 14
            if x + wide > self.width - 16 and x > 16:
                x, y = 16.0, y + 18
            out += [_swatch(kind, x, y), svg.text(x + 24, y + 4, label, "tl-s")]
            x += wide
        return out, y

    def _kinds(self) -> list[tuple[str, str]]:
        shown = [row.lane for row in self.detail.rows]
        states = {span.state for lane in shown for span in lane.spans}
        strips = {strip.kind for lane in shown for strip in lane.strips}
        marks = {mark.kind for lane in shown for mark in lane.marks}
        certain = self.explanation is not None and self.explanation.certain
        kinds = {
            ("running", "running"): any(not lane.pool for lane in shown),
            ("starting", "starting up, tidying up"): any(map(self._has_frame, shown)),
            ("task", "doing a task"): State.TASK in states,
            ("idle", "idle worker"): any(lane.pool for lane in shown),
            ("waiting", "waiting"): State.WAITING in states,
            ("receiving", "sending or receiving"): bool(states & {State.SENDING, State.RECEIVING}),
            ("hold", "holding a lock"): "hold" in strips,
            ("feed", "queue's feeder thread"): "feed" in strips,
            ("read", "reads, writes a shared value"): bool(marks & {"read", "write"}),
            ("message", "item on its way"): any(b.message.to for b in self.detail.bundles),
            ("lost", "item never taken out"): any(
                b.message.to is None for b in self.detail.bundles
            ),
            ("alarm", "waits for ever" if certain else "was doing this at the end"): bool(
                self.explanation
            ),
        }
        return [kind for kind, is_shown in kinds.items() if is_shown]

    def _has_frame(self, lane: Lane) -> bool:
        """Whether its start or its end takes room."""
        start = self.scale.x(lane.ready or lane.born) - self.scale.x(lane.born)
        return start > 1.5 or (
            lane.ran is not None
            and not lane.pool
            and self.board.end_of(lane) - self.scale.x(lane.ran) > 1.5
        )

    def _ground(self, top: float, bottom: float) -> list[str]:
        """Bands, the time axis with its ticks, cuts, and the tail."""
        board, out = self.board, []
        for row in self.detail.rows[::2]:
            y = board.tops[row.lane.pid]
            out.append(svg.rect(8, y, self.width - 16, board.row, "tl-band", radius=4))
        down = f"{svg.num(top - 6)}V{svg.num(bottom)}"
        lines = "".join(f"M{svg.num(x)} {down}" for x, _ in self.scale.ticks)
        across = f"M{svg.num(board.left)} {svg.num(top - 6)}H{svg.num(board.right)}"
        out += [svg.path(lines, "tl-grid"), svg.path(across, "tl-axis")]
        for x, label in self.scale.ticks:
            out.append(svg.text(x, top - 11, label, "tl-s tl-mut tl-mid"))
        for x0, x1, label in self.scale.cuts:
            out += _break(x0, x1, label, top, bottom)
        if self.scale.tail:
            x = self.scale.tail[0]
            out.append(svg.path(f"M{svg.num(x)} {down}", "tl-birth"))
        if self.scale.tail and self.explanation:
            quiet = self.chart.until - self.chart.end
            label = f"nothing for {duration(quiet)}" if quiet > 0.05 else "nothing more"
            middle = sum(self.scale.tail) / 2
            out.append(svg.text(middle, top - 11, label, "tl-s tl-al tl-mid"))
        return out

    def _footnotes(self, y: float) -> tuple[list[str], float]:
        """What the picture doesn't show as it was."""
        notes = []
        if len(self.chart.lanes) == 1:
            notes.append("No process was started here.")
        if self.scale.stretched:
            notes.append("Time is stretched where much happens: read lengths off the axis.")
        if self.scale.cuts:
            notes.append("// marks time that was cut out: every process waited.")
        if self.detail.summed_up:
            notes.append(
                f"{self.detail.summed_up:,} of {count(self.chart.events, 'event')} are summed up: "
                "ruled columns stand for many short calls, thick arrows for many items."
            )
        if hidden := self.detail.hidden:
            which = hidden[0].name if len(hidden) == 1 else f"{hidden[0].name} … {hidden[-1].name}"
            further = count(len(hidden), "further process", "further processes")
            notes.append(f"{further} not shown: {which}.")
        out = []
        for line in (part for note in notes for part in svg.wrap(note, self.width - 40, 11, 3)):
            y += 15
            out.append(svg.text(16, y, line, "tl-s tl-mut"))
        return out, y


def _swatch(kind: str, x: float, y: float) -> str:
    if kind == "message":
        line = svg.path(f"M{svg.num(x)} {svg.num(y)}h14", "tl-msg")
        return line + svg.arrow_head(x + 18, y, 1, 0, "tl-head", 7)
    if kind in ("hold", "feed"):
        return svg.rect(x, y - 2, 18, 4, f"tl-{kind}")
    if kind == "lost":
        return f'<circle cx="{svg.num(x + 9)}" cy="{svg.num(y)}" r="3.5" class="tl-lost"/>'
    if kind == "read":
        dots = ((4, "tl-ring"), (14, "tl-dot"))
        return "".join(
            f'<circle cx="{svg.num(x + dx)}" cy="{svg.num(y)}" r="3.2" class="{c}"/>'
            for dx, c in dots
        )
    if kind == "idle":
        return svg.path(f"M{svg.num(x)} {svg.num(y)}h18", "tl-idle")
    if kind == "alarm":
        return svg.rect(x, y - 5, 18, 10, "tl-alb", radius=2)
    fill = {"waiting": "@WAIT@", "receiving": "@TALK@"}.get(kind, "")
    return svg.rect(x, y - 5, 18, 10, f"tl-{kind}", radius=2, fill=fill)


def _break(x0: float, x1: float, label: str, top: float, bottom: float) -> list[str]:
    """Two slanted strokes through all lanes, and how much time is missing between them."""
    middle = (x0 + x1) / 2
    strokes = "".join(
        f"M{svg.num(middle + dx - 3)} {svg.num(bottom + 4)}"
        f"L{svg.num(middle + dx + 3)} {svg.num(top - 10)}"
        for dx in (-2.5, 2.5)
    )
    return [
        svg.path(strokes, "tl-axis"),
        svg.text(middle, top - 13, label, "tl-s tl-mut tl-mid"),
    ]
