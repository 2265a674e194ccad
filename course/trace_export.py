"""A recording as a file for a trace viewer: ui.perfetto.dev, or `chrome://tracing`.

The format is Chrome's trace event format: `M` names processes and threads, `X` is a stretch with
a duration, `i` an instant, `s` and `f` are the two ends of an arrow. Stretches of one thread must
lie within one another, so what runs beside a process's main thread (a held lock, a queue's
feeder) gets a thread of its own. Times are microseconds since the first event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from course.picture.chart import Chart, Event, Lane, Message, Place, Strip
from course.picture.reading import chart_of

MAIN = 1
"""The thread number of a process's main thread; the others follow, one for each object."""

Record = dict[str, Any]


def to_perfetto(events: Iterable[Event], path: str | Path, *, until: float | None = None) -> Path:
    """Write the recording to `path`; open the file in ui.perfetto.dev. Returns the path."""
    target = Path(path)
    text = json.dumps(trace(events, until=until), ensure_ascii=False, separators=(",", ":"))
    target.write_text(text + "\n", encoding="utf-8")
    return target


def trace(events: Iterable[Event], *, until: float | None = None) -> Record:
    """The recording as one JSON object. The same events always give the same object."""
    chart = chart_of(events, until=until)
    records: list[Record] = []
    for number, lane in enumerate(chart.lanes):
        records += _process(chart, lane, number)
    for number, message in enumerate(chart.messages, 1):
        records += _arrow(chart, message, number)
    return {
        "traceEvents": records,
        "displayTimeUnit": "ms",
        "otherData": {
            "events": str(chart.events),
            "only counted": str(chart.counted),
            "start method": chart.method or "",
        },
    }


def _process(chart: Chart, lane: Lane, number: int) -> list[Record]:
    at = _clock(chart)
    threads = {MAIN: "main"}
    records: list[Record] = [
        _meta(lane.pid, "process_name", name=lane.name),
        _meta(lane.pid, "process_sort_index", sort_index=number),
        _instant(lane.pid, at(lane.born), "born", method=lane.method),
    ]
    end = lane.died if lane.died is not None else chart.until
    ready = lane.ready if lane.ready is not None else lane.born
    if ready > lane.born:
        records.append(_stretch(lane.pid, MAIN, at(lane.born), at(ready), "starting up", "life"))
    records.append(_stretch(lane.pid, MAIN, at(ready), at(end), lane.name, "life"))
    for span in lane.spans:
        stop = at(min(span.end if span.end is not None else end, end))
        about: dict[str, Any] = {"obj": span.obj or None, "line": _line(span.at)}
        about["raised"] = span.failed or None
        if span.end is None:
            about["never returned"] = True
        records.append(
            _stretch(lane.pid, MAIN, at(span.begin), stop, span.label, span.state, **about)
        )
    for strips in _by_object(lane.strips):
        thread = MAIN + len(threads)
        threads[thread] = strips[0].label
        for strip in strips:
            stop = at(strip.end if strip.end is not None else end)
            record = _stretch(lane.pid, thread, at(strip.begin), stop, strip.label, strip.kind)
            records.append(record)
    for mark in lane.marks:
        records.append(_instant(lane.pid, at(mark.t), mark.label, line=_line(mark.at)))
    for counted in lane.counted:
        label = f"{counted.label}: {counted.count:,} more, only counted"
        records.append(_instant(lane.pid, at(counted.end), label))
    if lane.died is not None:
        records.append(_instant(lane.pid, at(lane.died), lane.ending, error=lane.error or None))
    elif lane.leaked:
        records.append(_instant(lane.pid, at(end), "left running"))
    for thread, name in threads.items():
        records.append(_meta(lane.pid, "thread_name", tid=thread, name=name))
    return records


def _by_object(strips: Iterable[Strip]) -> Iterable[list[Strip]]:
    """What shares an object and a kind never overlaps in one process."""
    found: dict[tuple[str, str], list[Strip]] = {}
    for strip in strips:
        found.setdefault((strip.kind, strip.obj), []).append(strip)
    return found.values()


def _arrow(chart: Chart, message: Message, number: int) -> list[Record]:
    if message.to is None or message.received is None:
        return []
    at = _clock(chart)
    common = {"cat": "message", "name": message.label, "id": number, "tid": MAIN}
    return [
        {"ph": "s", "pid": message.source, "ts": at(message.sent), **common},
        {"ph": "f", "bp": "e", "pid": message.to, "ts": at(message.received), **common},
    ]


def _clock(chart: Chart) -> Callable[[float], int]:
    """Seconds on the recording's clock to whole microseconds since its first event."""
    return lambda t: round((t - chart.begin) * 1e6)


def _line(at: Place | None) -> str | None:
    return f"{at[0]} line {at[1]}" if at else None


def _meta(pid: int, what: str, *, tid: int = MAIN, **values: Any) -> Record:
    return {"ph": "M", "pid": pid, "tid": tid, "ts": 0, "name": what, "args": values}


def _instant(pid: int, ts: int, name: str, **about: Any) -> Record:
    return {"ph": "i", "s": "t", "pid": pid, "tid": MAIN, "ts": ts, "name": name} | _args(about)


def _stretch(
    pid: int, tid: int, begin: int, end: int, name: str, category: str, **about: Any
) -> Record:
    record = {"ph": "X", "pid": pid, "tid": tid, "ts": begin, "dur": max(end - begin, 0)}
    return record | {"name": name, "cat": str(category)} | _args(about)


def _args(about: dict[str, Any]) -> Record:
    known = {key: value for key, value in about.items() if value is not None}
    return {"args": known} if known else {}
