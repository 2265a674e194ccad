"""Where a moment stands on the paper.

`time`: to scale, except that a standstill (every living process waits) which would fill most of
the paper is cut out, and the cut says how long it was. `events`: stretched where much happens, so
that a handful of messages within a millisecond can be read; order is true, lengths are not, and
the picture says so. At the right end there may be a `tail`: what is still waiting waits on there.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from course.picture.chart import Chart, State

CROWDED = 7.0
"""Pixels. Closer than that, two arrows can't be told apart."""
FEW = 160
"""So many moments can each have a place of their own; with more, stretching helps no more."""
STANDSTILL = 0.55
"""A standstill that takes more of the time than this is cut out."""


@dataclass(frozen=True)
class Scale:
    """A growing, piecewise straight mapping of seconds to pixels."""

    knots: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    stretched: bool = False
    cuts: tuple[tuple[float, float, str], ...] = ()
    """(left, right, how long): stretches in which nothing happens."""
    tail: tuple[float, float] | None = None

    def x(self, t: float) -> float:
        """The place of a moment; before the first it is the first's, after the last the last's."""
        at = bisect_right(self.knots, (t, math.inf))
        if at == 0:
            return self.knots[0][1]
        if at == len(self.knots):
            return self.knots[-1][1]
        (t0, x0), (t1, x1) = self.knots[at - 1], self.knots[at]
        return x0 + (x1 - x0) * (t - t0) / (t1 - t0) if t1 > t0 else x1


def duration(seconds: float, more: int = 0) -> str:
    """`350 µs`, `12.5 ms`, `1.25 s`, `3 min 20 s`: three figures (or more), the unit that fits."""
    seconds = max(seconds, 0.0)
    for unit, factor in (("µs", 1e6), ("ms", 1e3)):
        value = seconds * factor
        if value < 999.5:
            return f"{_short(value, more)} {unit}"
    if seconds < 99.95:
        return f"{_short(seconds, more)} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def _short(value: float, more: int = 0) -> str:
    digits = more + (0 if value >= 99.95 or value == 0 else 1 if value >= 9.995 else 2)
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def make(
    chart: Chart,
    left: float,
    right: float,
    *,
    kind: str = "auto",
    tail: float = 0.0,
    explained: bool = False,
) -> Scale:
    """The scale that suits the chart; `kind` is `auto`, `time` or `events`.

    Of a hang (`explained`) the few events are told that led to it, not how long they took.
    """
    edge = right - tail
    begin, end = chart.begin, max(chart.end, chart.begin + 1e-6)
    plain = ((begin, left), (end, edge))
    if kind == "auto":
        kind = "events" if _is_crowded(chart, edge - left, explained) else "time"
    after = (edge, right) if tail else None
    if kind == "events":
        knots = _stretch(_moments(chart), left, edge)
        return Scale(knots, _ticks_at(knots, begin, edge), stretched=True, tail=after)
    gaps = _standstills(chart)
    if not gaps:
        return Scale(plain, _round_ticks(begin, plain), tail=after)
    knots, cuts = _cut(begin, end, gaps, left, edge)
    return Scale(knots, _round_ticks(begin, knots, cuts), cuts=cuts, tail=after)


def _moments(chart: Chart) -> list[float]:
    """The moments that a reader wants to tell apart: calls and messages, births and deaths."""
    moments = {chart.begin, chart.end}
    for lane in chart.lanes:
        moments |= {lane.born, lane.ready or lane.born}
        moments |= {lane.died} if lane.died is not None else set()
        for span in lane.spans:
            moments |= {span.begin} | ({span.end} if span.end is not None else set())
        for strip in lane.strips:
            moments |= {strip.begin} | ({strip.end} if strip.end is not None else set())
        moments |= {mark.t for mark in lane.marks}
    return sorted(t for t in moments if chart.begin <= t <= chart.end)


def _is_crowded(chart: Chart, room: float, explained: bool) -> bool:
    """Whether most of what processes said to each other would fall together to scale.

    Where there are tasks, lengths are what the picture is about: those stay to scale.
    """
    if any(span.state is State.TASK for lane in chart.lanes for span in lane.spans):
        return False
    moments = _moments(chart)
    talk = sorted(
        {span.begin for lane in chart.lanes for span in lane.spans if span.kind != "join"}
        | {mark.t for lane in chart.lanes for mark in lane.marks}
    )
    if explained:
        talk = sorted({*talk, *(strip.begin for lane in chart.lanes for strip in lane.strips)})
    if len(talk) < (2 if explained else 3) or len(moments) > FEW:
        return False
    per_second = room / max(chart.end - chart.begin, 1e-6)
    near = sum((b - a) * per_second < CROWDED for a, b in pairwise(talk))
    return near * 2 >= len(talk) - 1


def _stretch(
    moments: Sequence[float], left: float, right: float
) -> tuple[tuple[float, float], ...]:
    """Most of the room in equal parts, the rest by the square root of the time that passes."""
    steps = [b - a for a, b in pairwise(moments)]
    if not steps:
        return ((moments[0], left), (moments[0] + 1e-6, right))
    roots = [math.sqrt(step) for step in steps]
    room = right - left
    knots = [(moments[0], left)]
    x = left
    for moment, root in zip(moments[1:], roots, strict=True):
        x += room * (0.7 / len(steps) + 0.3 * root / sum(roots))
        knots.append((moment, x))
    return tuple(knots)


def _standstills(chart: Chart) -> list[tuple[float, float]]:
    """Long gaps without any event in which no living process was at work."""
    total = chart.end - chart.begin
    gaps = [
        (a, b)
        for a, b in pairwise(chart.times)
        if b - a > 0.2 * total and not _anyone_at_work(chart, (a + b) / 2)
    ]
    return gaps if sum(b - a for a, b in gaps) > STANDSTILL * total else []


def _anyone_at_work(chart: Chart, t: float) -> bool:
    for lane in chart.lanes:
        if lane.born > t or (lane.died is not None and lane.died < t):
            continue
        if lane.ran is not None and lane.ran < t:
            continue  # it only tidies up
        if not lane.is_root and (lane.ready is None or t < lane.ready):
            return True  # starting up is work
        around = [s for s in lane.spans if s.begin <= t and (s.end is None or s.end >= t)]
        if any(s.state is not State.TASK for s in around):
            continue
        if around or not lane.pool:
            return True
    return False


def _cut(
    begin: float, end: float, gaps: Iterable[tuple[float, float]], left: float, right: float
) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float, str], ...]]:
    gaps = list(gaps)
    shown = max(end - begin - sum(b - a for a, b in gaps), 1e-6)
    width = 60.0  # room for "9.8 s" under the break
    per_second = (right - left - width * len(gaps)) / shown
    knots, cuts = [(begin, left)], []
    t, x = begin, left
    for a, b in gaps:
        x += (a - t) * per_second
        knots += [(a, x), (b, x + width)]
        cuts.append((x, x + width, duration(b - a)))
        t, x = b, x + width
    knots.append((end, right))
    return tuple(knots), tuple(cuts)


def _round_ticks(
    begin: float,
    knots: Sequence[tuple[float, float]],
    cuts: Sequence[tuple[float, float, str]] = (),
) -> tuple[tuple[float, str], ...]:
    """Ticks at round times, 1-2-5, about one every 90 pixels of the parts that are to scale."""
    parts = [
        (a, b) for a, b in pairwise(knots) if not any(abs(a[1] - cut[0]) < 0.01 for cut in cuts)
    ]
    seconds = sum(b[0] - a[0] for a, b in parts)
    room = sum(b[1] - a[1] for a, b in parts)
    rough = max(seconds, 1e-9) / max(room / 90.0, 1.0)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    ticks: list[tuple[float, int]] = []
    for (t0, x0), (t1, x1) in parts:
        first = math.ceil((t0 - begin) / step - 1e-9)
        last = math.floor((t1 - begin) / step + 1e-9)
        for number in range(first, last + 1):
            x = x0 + (x1 - x0) * (begin + number * step - t0) / max(t1 - t0, 1e-12)
            clear = all(x < cut[0] - 12 or x > cut[1] + 16 for cut in cuts)
            if clear and (not ticks or x - ticks[-1][0] > 50):
                ticks.append((x, number))
    # Two moments that differ must not look the same.
    labels: list[str] = []
    for more in range(4):
        labels = [duration(number * step, more) if number else "0" for _, number in ticks]
        if len(set(labels)) == len(labels):
            break
    return tuple((x, label) for (x, _), label in zip(ticks, labels, strict=True))


def _ticks_at(
    knots: Sequence[tuple[float, float]], begin: float, right: float
) -> tuple[tuple[float, str], ...]:
    ticks: list[tuple[float, str]] = []
    for t, x in knots:
        if not ticks:
            ticks.append((x, "0"))
        elif x - ticks[-1][0] > 76 and x < right - 20:
            # Two moments that differ must not look the same.
            labels = (duration(t - begin, more) for more in range(4))
            label = next((each for each in labels if each != ticks[-1][1]), "")
            ticks.append((x, label))
    return tuple(ticks)
