"""What is drawn one by one, and what is summed up.

A picture has room for some hundreds of bars. Beyond that, short bars of a lane are merged into
columns in which the commonest state shows, and messages into bundles that say how many they are.
Nothing is left out without being counted: `Detail.summed_up` is what the picture admits to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from course.picture.chart import Chart, Lane, Mark, Message, Span, State, Strip
from course.picture.reading import CALLS
from course.picture.scale import Scale

MOST_LANES = 40
"""More lanes than these make a picture that no screen shows at once."""
MOST_BARS = 420
MOST_COLUMNS = 2400
MOST_ARROWS = 70
"""Arrows beyond these hide one another."""
MOST_BUNDLES = 44


@dataclass(frozen=True)
class Column:
    """Many short bars side by side in one lane, shown as one. Pixels from `left` to `right`."""

    left: float
    right: float
    state: State
    count: int
    label: str = ""


@dataclass(frozen=True)
class Bundle:
    """Messages between the same two processes at about the same time. Positions in seconds."""

    message: Message
    count: int


@dataclass
class Row:
    """One lane and what of it is drawn."""

    lane: Lane
    spans: list[Span] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    often: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """By kind of strip, the stretches in which there were too many."""
    marks: list[Mark] = field(default_factory=list)
    marked_often: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Detail:
    """All that one picture draws."""

    rows: list[Row]
    bundles: list[Bundle]
    hidden: list[Lane]
    summed_up: int
    """Events that are not drawn one by one."""


def select(chart: Chart, scale: Scale, keep: Iterable[int], fraction: float = 1.0) -> Detail:
    """What fits; `keep` are pids whose lanes must be shown, `fraction` shrinks every limit."""
    lanes, hidden = _lanes(chart, set(keep))
    rows = [Row(lane) for lane in lanes]
    step = _step(scale, len(lanes), fraction)
    summed = sum(_events_of(lane) for lane in hidden)
    summed += _bars(rows, scale, int(MOST_BARS * fraction), step)
    summed += _strips(rows, scale, int(MOST_BARS * fraction / 2), step)
    summed += _marks(rows, scale, int(MOST_BARS * fraction / 2), step)
    for row in rows:
        _add_counted(row, scale, step)
    # A bundled message's calls are counted with the bars.
    bundles = _bundles(chart, {lane.pid for lane in lanes}, fraction)
    return Detail(rows, bundles, hidden, min(summed + chart.counted, chart.events))


def _lanes(chart: Chart, keep: set[int]) -> tuple[list[Lane], list[Lane]]:
    """The lanes to show, in their order: the root, those that matter, then by birth."""
    if len(chart.lanes) <= MOST_LANES:
        return chart.lanes, []
    weight = {
        id(lane): (not lane.is_root, lane.pid not in keep, not lane.crashed, not lane.leaked, n)
        for n, lane in enumerate(chart.lanes)
    }
    chosen = {
        id(lane) for lane in sorted(chart.lanes, key=lambda a: weight[id(a)])[: MOST_LANES - 1]
    }
    shown = [lane for lane in chart.lanes if id(lane) in chosen]
    return shown, [lane for lane in chart.lanes if id(lane) not in chosen]


def _events_of(lane: Lane) -> int:
    return (sum(span.events for span in lane.spans) + 2 * len(lane.strips) + len(lane.marks)) or 1


def _step(scale: Scale, lanes: int, fraction: float) -> float:
    width = scale.knots[-1][1] - scale.knots[0][1]
    return max(3.0, width * max(lanes, 1) / (MOST_COLUMNS * fraction))


def _bars(rows: list[Row], scale: Scale, most: int, step: float) -> int:
    widths = [
        (row, span, _wide(scale, span.begin, span.end)) for row in rows for span in row.lane.spans
    ]
    least = _least([width for *_, width in widths], most)
    small: dict[int, list[Span]] = defaultdict(list)
    for row, span, width in widths:
        if width >= least or (span.end is None):
            row.spans.append(span)
        else:
            small[id(row)].append(span)
    summed = 0
    for row in rows:
        row.columns = _columns(small[id(row)], scale, step)
        summed += sum(span.events for span in small[id(row)])
    return summed


def _wide(scale: Scale, begin: float, end: float | None) -> float:
    return (scale.x(end) if end is not None else scale.knots[-1][1]) - scale.x(begin)


def _least(widths: Sequence[float], most: int) -> float:
    """The smallest width that is still drawn by itself, so that no more than `most` are."""
    if len(widths) <= most:
        return 0.0
    return max(sorted(widths, reverse=True)[most - 1] if most else 1e9, 1.5)


def _columns(spans: Iterable[Span], scale: Scale, step: float) -> list[Column]:
    votes: dict[int, Counter[State]] = defaultdict(Counter)
    counts: Counter[int] = Counter()
    for span in spans:
        at = int(scale.x(span.begin) / step)
        votes[at][span.state] += 1
        counts[at] += 1
    columns: list[Column] = []
    for at in sorted(votes):
        state = min(votes[at], key=lambda s: (-votes[at][s], s.value))
        last = columns[-1] if columns else None
        if last and last.state is state and abs(last.right - at * step) < 0.01:
            columns[-1] = Column(last.left, (at + 1) * step, state, last.count + counts[at])
        else:
            columns.append(Column(at * step, (at + 1) * step, state, counts[at]))
    return columns


def _strips(rows: list[Row], scale: Scale, most: int, step: float) -> int:
    widths = [_wide(scale, strip.begin, strip.end) for row in rows for strip in row.lane.strips]
    least = _least(widths, most)
    summed = 0
    for row in rows:
        often: dict[str, set[int]] = defaultdict(set)
        for strip in row.lane.strips:
            if strip.end is None or _wide(scale, strip.begin, strip.end) >= least:
                row.strips.append(strip)
            else:
                often[strip.kind].add(int(scale.x(strip.begin) / step))
                # Of a lock, the acquiring is a bar's end: only the release is counted here.
                summed += 1 if strip.kind == "hold" else 2
        row.often = {kind: _stretches(cells, step) for kind, cells in often.items()}
    return summed


def _add_counted(row: Row, scale: Scale, step: float) -> None:
    """What the recorder only counted fills the stretch in which it counted."""
    for counted in row.lane.counted:
        left = scale.x(counted.begin)
        right = max(scale.x(counted.end), left + step)
        if counted.kind in CALLS:
            state = CALLS[counted.kind][0]
            row.columns.append(Column(left, right, state, counted.count, counted.label))
        elif counted.kind in ("read", "write", "note", "*"):
            row.marked_often.append((left, right))


def _marks(rows: list[Row], scale: Scale, most: int, step: float) -> int:
    notes = sum(mark.kind == "note" for row in rows for mark in row.lane.marks)
    if sum(len(row.lane.marks) for row in rows) <= most:
        for row in rows:
            row.marks = list(row.lane.marks)
        return 0
    summed = 0
    for row in rows:
        often: set[int] = set()
        for mark in row.lane.marks:
            if mark.kind == "note" and notes <= most:
                row.marks.append(mark)
            else:
                often.add(int(scale.x(mark.t) / step))
                summed += 1
        row.marked_often = _stretches(often, step)
    return summed


def _stretches(cells: set[int], step: float) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for cell in sorted(cells):
        if found and abs(found[-1][1] - cell * step) < 0.01:
            found[-1] = (found[-1][0], (cell + 1) * step)
        else:
            found.append((cell * step, (cell + 1) * step))
    return found


def _bundles(chart: Chart, shown: set[int], fraction: float) -> list[Bundle]:
    messages = [m for m in chart.messages if m.source in shown and (m.to is None or m.to in shown)]
    if len(messages) <= MOST_ARROWS * fraction:
        return [Bundle(message, message.count) for message in messages]
    most = max(int(MOST_BUNDLES * fraction), 4)
    bundles: list[Bundle] = []
    for windows in (8, 4, 2, 1):
        bundles = _bundled(messages, _window_of(chart, windows))
        if len(bundles) <= most:
            break
    bundles.sort(key=lambda b: (-b.count, b.message.sent, b.message.source, b.message.to or 0))
    return sorted(bundles[:most], key=lambda b: (b.message.sent, b.message.source))


def _window_of(chart: Chart, windows: int) -> Callable[[float], int]:
    width = max(chart.end - chart.begin, 1e-6) / windows
    return lambda t: min(int((t - chart.begin) / width), windows - 1)


def _bundled(messages: Iterable[Message], window: Callable[[float], int]) -> list[Bundle]:
    groups: dict[tuple[int, int, int | None, str], list[Message]] = defaultdict(list)
    for message in messages:
        key = window(message.sent), message.source, message.to, message.obj
        groups[key].append(message)
    return [
        Bundle(group[len(group) // 2], sum(message.count for message in group))
        for group in groups.values()
    ]
