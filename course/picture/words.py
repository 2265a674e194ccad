"""The picture in words: for screen readers, for terminals, and for the SVG's own description."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from course.picture.chart import Chart, Event, Lane, Span, State
from course.picture.reading import chart_of
from course.picture.scale import duration

if TYPE_CHECKING:
    from course.run.blocked import Explanation

MOST_LINES = 24
"""Processes told one by one. A screen reader reads them all aloud, one after the other."""


def text_alternative(
    events: Iterable[Event], explanation: Explanation | None = None, *, until: float | None = None
) -> str:
    """The recording in sentences, a line a process; why it hangs comes first if that is known."""
    return tell(chart_of(events, until=until), explanation)


def tell(chart: Chart, explanation: Explanation | None = None) -> str:
    """The same for a chart that was made already."""
    if not chart.lanes:
        return "Nothing was recorded: no process was started."
    lines = [_headline(chart)]
    lines += ["No process was started here."] if len(chart.lanes) == 1 else []
    if explanation is not None:
        lines.append(f"{heading(explanation)}: {explanation.sentence}")
    told = chart.lanes[:MOST_LINES]
    lines += [_process(lane, chart) for lane in told]
    if rest := chart.lanes[MOST_LINES:]:
        lines.append(f"{len(rest)} further processes: {_endings(rest)}.")
    lines += _messages(chart)
    return "\n".join(lines)


def heading(explanation: Explanation) -> str:
    """What stands above the sentence that explains a hang."""
    return "Why it goes no further" if explanation.certain else "What it was waiting for"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 item`, `2,000 items`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def span_tip(span: Span, begin: float) -> str:
    """What hovering over a bar tells."""
    parts = [span.label]
    if span.end is None:
        parts.append(f"from {duration(span.begin - begin)}, never returned")
    else:
        parts.append(f"{duration(span.end - span.begin)} from {duration(span.begin - begin)}")
    if span.failed:
        parts.append(f"raised {span.failed}")
    return " · ".join(parts) + place(span.at)


def place(at: tuple[str, int] | None) -> str:
    """` · word_count line 14`, or nothing."""
    return f" · {at[0]} line {at[1]}" if at else ""


def _headline(chart: Chart) -> str:
    how = f", start method {chart.method}" if chart.method else ""
    return (
        f"{count(len(chart.lanes), 'process', 'processes')} in "
        f"{duration(chart.until - chart.begin)}{how}, {count(chart.events, 'event')}."
    )


def _process(lane: Lane, chart: Chart) -> str:
    parts = []
    if not lane.is_root:
        parts.append(f"born at {duration(lane.born - chart.begin)}")
    started = [other.name for other in chart.lanes if other.parent == lane.pid]
    if started:
        names = ", ".join(started) if len(started) <= 4 else f"{len(started)} processes"
        parts.append(f"started {names}")
    parts += _doings(lane)
    parts += [f"noted “{mark.label}”" for mark in lane.marks if mark.kind == "note"][:4]
    parts += [f"{each.label} {each.count:,} further times" for each in lane.counted[:4]]
    parts += [f"{strip.label} without end" for strip in lane.strips if strip.end is None][:4]
    stuck = [span for span in lane.spans if span.end is None and span.state is not State.TASK]
    for span in stuck[-2:]:
        where = f" ({span.at[0]} line {span.at[1]})" if span.at else ""
        parts.append(f"is still in {span.label}{where}")
    if lane.died is not None:
        how = " after terminate()" if lane.stopped else ""
        parts.append(f"ended at {duration(lane.died - chart.begin)} with {lane.ending}{how}")
        parts += [f"because of {lane.error}"] if lane.error else []
    elif lane.leaked:
        parts.append("was left running")
    return f"{lane.name} (pid {lane.pid}): " + "; ".join(parts or ["ran"]) + "."


def _doings(lane: Lane) -> list[str]:
    """Tasks and waits, summed up by what they were."""
    tasks = [span for span in lane.spans if span.state is State.TASK]
    parts = []
    if tasks:
        names = Counter(span.label.partition(" #")[0] for span in tasks)
        which = ", ".join(f"{name}" for name in list(names)[:3])
        parts.append(f"did {count(len(tasks), 'task')} ({which})")
    waits: dict[str, list[Span]] = defaultdict(list)
    for span in lane.spans:
        if span.state is not State.TASK and span.end is not None:
            waits[span.label].append(span)
    for label, spans in list(waits.items())[:6]:
        total = sum((span.end or span.begin) - span.begin for span in spans)
        times = "" if len(spans) == 1 else f"{len(spans):,} times, "
        failed = next((span.failed for span in spans if span.failed), "")
        raised = f", raised {failed}" if failed else ""
        parts.append(f"{label} ({times}{duration(total)}{raised})")
    if len(waits) > 6:
        parts.append(f"{len(waits) - 6} other kinds of call")
    return parts


def _endings(lanes: Sequence[Lane]) -> str:
    endings = Counter(
        lane.ending or ("left running" if lane.leaked else "still running") for lane in lanes
    )
    return ", ".join(f"{number} {ending}" for ending, number in endings.most_common(6))


def _messages(chart: Chart) -> list[str]:
    names = {lane.pid: lane.name for lane in chart.lanes}
    ways: Counter[tuple[str, str, str]] = Counter()
    for message in chart.messages:
        receiver = "nobody" if message.to is None else names.get(message.to, str(message.to))
        giver = names.get(message.source, str(message.source))
        ways[giver, receiver, message.label] += message.count
    lines = []
    for (source, receiver, label), number in sorted(ways.items(), key=lambda w: (-w[1], w[0]))[:12]:
        verb = "stayed in it" if receiver == "nobody" else f"to {receiver}"
        lines.append(f"{source} through {label}: {count(number, 'item')} {verb}.")
    if len(ways) > 12:
        lines.append(f"{len(ways) - 12} further ways of messages.")
    return lines
