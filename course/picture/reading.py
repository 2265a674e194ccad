"""From events to a chart, in one pass over them in order of time.

Nothing here trusts an event (events.py says why): an end without a beginning is ignored, a
beginning without an end is a call that never returned. The same events always give the same chart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from course.picture.chart import Chart, Counted, Event, Lane, Mark, Span, State, Strip
from course.picture.events import Seen, cleaned, clip_label
from course.picture.messages import messages

# The calls that can wait: how a process spends the time, and the verb that a student reads.
CALLS: dict[str, tuple[State, str]] = {
    "join": (State.WAITING, "join"),
    "qjoin": (State.WAITING, "join"),
    "pjoin": (State.WAITING, "join"),
    "result": (State.WAITING, "result of"),
    "acquire": (State.WAITING, "acquire"),
    "wait": (State.WAITING, "wait for"),
    "poll": (State.WAITING, "poll"),
    "select": (State.WAITING, "wait for"),
    "call": (State.WAITING, "ask"),
    "get": (State.RECEIVING, "get"),
    "recv": (State.RECEIVING, "recv"),
    "put": (State.SENDING, "put"),
    "send": (State.SENDING, "send"),
    "task": (State.TASK, ""),
    "work": (State.TASK, ""),
}
INSTANTS = ("note", "read", "write", "set", "clear", "notify", "task_done", "qclose", "cclose")
_SERVANTS = {"pool": "pool", "executor": "executor", "manager": "manager"}


def chart_of(events: Iterable[Event], *, until: float | None = None) -> Chart:
    """The chart of a recording; `until` is when it was ended, on the events' own clock."""
    seen = cleaned(events)
    reader = Reader(seen)
    lanes = reader.read()
    end = seen[-1].t if seen else 0.0
    return Chart(
        lanes=lanes,
        messages=messages(seen, reader.labels, lanes),
        begin=seen[0].t if seen else 0.0,
        end=end,
        until=max(end, end if until is None else until),
        events=len(seen) + reader.uncounted,
        counted=reader.uncounted,
        times=[event.t for event in seen],
    )


class Reader:
    """Collects the lanes; `labels` are the objects' names, `uncounted` what was not written."""

    def __init__(self, events: list[Seen]) -> None:
        self.events = events
        self.labels: dict[str, str] = {}
        self.uncounted = 0
        self._lanes: dict[int, Lane] = {}
        self._pieces = _pieces_of_jobs(events)
        self._open: dict[tuple[int, str, str], list[Seen]] = defaultdict(list)
        self._held: dict[tuple[str, int], list[float]] = defaultdict(list)
        self._paused: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._types: dict[str, str] = {}
        self._more: dict[tuple[int, str, str], tuple[float, float, int]] = {}
        self._singly: dict[tuple[int, str, str], int] = defaultdict(int)

    def read(self) -> list[Lane]:
        """All lanes, the parent first, then by birth."""
        self._find_root()
        for event in self.events:
            self._lane(event)
            handler = getattr(self, f"_on_{event.kind}", None)
            if handler is not None:
                handler(event)
            if event.kind in CALLS or event.kind == "feed":
                self._call(event)
            elif event.kind in INSTANTS and not event.phase:
                self._instant(event)
        self._close_all()
        self._count()
        lanes = sorted(self._lanes.values(), key=lambda lane: (not lane.is_root, lane.born))
        for lane in lanes:
            lane.spans.sort(key=lambda span: (span.begin, -(span.end or math.inf)))
        # As long as the parent waits, its children may well live.
        over = bool(lanes) and not any(span.end is None for span in lanes[0].spans)
        for lane in lanes:
            lane.leaked = over and not lane.is_root and lane.died is None
        return lanes

    # Processes

    def _find_root(self) -> None:
        """The first process that is nobody's child. A child may well write its line first."""
        children = {e.number("child") for e in self.events if e.kind == "start"}
        children |= {e.pid for e in self.events if e.kind == "run" and e.number("parent")}
        pids = [e.pid for e in self.events if e.kind == "run" and e.text("role") == "main"]
        pids += [event.pid for event in self.events if event.pid not in children]
        pids += [e.number("parent") or e.pid for e in self.events if e.kind == "run"]
        pids += [event.pid for event in self.events]
        if pids:
            self._lanes[pids[0]] = Lane(pids[0], "Parent", self.events[0].t)

    def _lane(self, event: Seen) -> Lane:
        if event.pid not in self._lanes:
            root = next(iter(self._lanes))
            self._lanes[event.pid] = Lane(event.pid, f"process {event.pid}", event.t, parent=root)
        return self._lanes[event.pid]

    def _child(self, event: Seen) -> Lane | None:
        pid = event.number("child")
        if pid is None or pid == event.pid:
            return None
        if pid not in self._lanes:
            self._lanes[pid] = Lane(pid, f"process {pid}", event.t, parent=event.pid)
        return self._lanes[pid]

    def _on_start(self, event: Seen) -> None:
        if not event.went_well:
            text = f"start of {event.text('name')} failed: {event.text('err')}"
            self._lanes[event.pid].marks.append(Mark(event.t, "note", text, event.at))
            return
        child = self._child(event)
        if child is None or child.is_root:
            return
        child.parent = event.pid
        child.name = event.text("name") or child.name
        child.born = min(child.born, event.t)
        child.pool = child.pool or _SERVANTS.get(event.text("role"), "")

    def _on_run(self, event: Seen) -> None:
        lane = self._lanes[event.pid]
        lane.method = event.text("method") or lane.method
        if lane.is_root:
            return
        parent = event.number("parent")
        lane.parent = parent if parent in self._lanes and parent != lane.pid else lane.parent
        lane.name = event.text("name") or lane.name
        lane.pool = lane.pool or _SERVANTS.get(event.text("role"), "")
        lane.ready = event.t if lane.ready is None else lane.ready

    def _on_ran(self, event: Seen) -> None:
        lane = self._lanes[event.pid]
        lane.ran = event.t
        if not event.went_well:
            lane.error = clip_label(f"{event.text('err')}: {event.text('text')}".strip(": "))

    def _on_exit(self, event: Seen) -> None:
        lane = self._lanes[event.pid]
        if not lane.is_root:
            lane.died = event.t
            lane.code = event.number("code") if lane.code is None else lane.code

    def _on_reap(self, event: Seen) -> None:
        # A child that was born before the recording is no part of it.
        child = self._lanes.get(event.number("child") or -1)
        if child is not None and not child.is_root:
            child.died = event.t if child.died is None else child.died
            code = event.number("code")
            child.code = code if code is not None else child.code

    def _on_join(self, event: Seen) -> None:
        """Under forkserver nobody reaps; that a join succeeded tells as much."""
        if event.phase == "E" and event.number("code") is not None:
            self._on_reap(event)

    def _on_terminate(self, event: Seen) -> None:
        child = self._lanes.get(event.number("child") or -1)
        if child is not None:
            child.stopped = True

    def _on_pterminate(self, event: Seen) -> None:
        """Ending a pool ends all its workers."""
        for lane in self._lanes.values():
            if lane.parent == event.pid and lane.pool:
                lane.stopped = True

    # Objects and locks

    def _on_obj(self, event: Seen) -> None:
        obj = event.text("id")
        self.labels[obj] = event.text("label") or obj
        self._types[obj] = event.text("type")
        ends = event.raw.get("ends")
        if isinstance(ends, (list, tuple)):
            for number, name in enumerate(ends[:2]):
                self.labels[f"{obj}/{number}"] = clip_label(name)

    def _name(self, event: Seen) -> str:
        obj, end = event.text("obj"), event.text("end")
        return self.labels.get(f"{obj}/{end}") or self.labels.get(obj, obj)

    def _on_task(self, event: Seen) -> None:
        lane = self._lanes[event.pid]
        lane.pool = lane.pool or "pool"

    def _on_acquire(self, event: Seen) -> None:
        if event.phase == "E" and event.went_well:
            self._held[event.text("obj"), event.pid].append(event.t)

    def _on_release(self, event: Seen) -> None:
        obj = event.text("obj")
        holder: tuple[str, int] | None = (obj, event.pid)
        if not self._held.get((obj, event.pid)):
            # Any process may release a Lock; a semaphore may be released by who never held it.
            holder = next((key for key, held in self._held.items() if key[0] == obj and held), None)
        if holder is not None:
            begin = self._held[holder].pop()
            if not self._held[holder]:
                self._hold(holder, begin, event.t)

    def _on_wait(self, event: Seen) -> None:
        """A condition's `wait()` lets go of its lock and takes it back before it returns.

        Which lock that is shows in that the process holds it no more (`held`).
        """
        obj = event.text("obj")
        key = obj, event.pid
        if event.phase == "B" and self._types.get(obj) == "Condition":
            held = event.raw.get("held")
            kept = set(held) if isinstance(held, Mapping) else set()
            freed = [k for k, v in self._held.items() if k[1] == event.pid and v]
            self._paused[key] = [k for k in freed if k[0] not in kept]
            for each in self._paused[key]:
                self._hold(each, self._held[each][0], event.t)
                self._held[each] = []
        elif event.phase == "E":
            for each in self._paused.pop(key, []):
                self._held[each].append(event.t)

    def _hold(self, key: tuple[str, int], begin: float, end: float | None) -> None:
        obj, pid = key
        strip = Strip(begin, end, f"holds {self.labels.get(obj, obj)}", "hold", obj)
        self._lanes[pid].strips.append(strip)

    # Calls

    def _call(self, event: Seen) -> None:
        subject = event.text("obj") or event.text("child") or event.text("label")
        part = event.text("task") or event.text("end")
        key = event.pid, event.kind, f"{subject}/{part}"
        if event.phase == "B":
            self._singly[event.pid, event.kind, event.text("obj")] += 1
            self._open[key].append(event)
        elif event.phase == "E" and self._open[key]:
            self._finish(self._open[key].pop(), event)

    def _finish(self, begun: Seen, ended: Seen | None, died: float | None = None) -> None:
        """A call that returned; without `ended`, one that never did, or died with its process."""
        lane = self._lanes[begun.pid]
        end = ended.t if ended is not None else died
        if begun.kind == "feed":
            label = f"feeder writes {self._name(begun)}"
            lane.strips.append(Strip(begun.t, end, label, "feed", begun.text("obj")))
            return
        failed = ""
        if ended is not None and not ended.went_well:
            failed = ended.text("err")
        state, verb = CALLS[begun.kind]
        label, short = self._wording(begun, verb)
        at = (ended.at if ended is not None and failed else None) or begun.at
        count = 1 if ended is None else 2
        obj = begun.text("obj")
        lane.spans.append(
            Span(begun.t, end, state, label, short, begun.kind, obj, at, failed, count)
        )

    def _wording(self, begun: Seen, verb: str) -> tuple[str, str]:
        name = self._name(begun)
        match begun.kind:
            case "task":
                func = begun.text("func").rpartition(".")[2]
                number = self._task_number(begun)
                return f"{func} #{number}", f"#{number}"
            case "work":
                return begun.text("label") or "work", ""
            case "call":
                return f"{begun.text('method')} {name}".strip(), begun.text("method")
            case "select":
                things = begun.raw.get("objs")
                several = len(things) if isinstance(things, list) else 0
                return f"wait for one of {several}", "wait"
            case "join":
                child = self._lanes.get(begun.number("child") or -1)
                return f"join {child.name if child else begun.text('child')}", "join"
        return f"{verb} {name}".strip(), verb.partition(" ")[0]

    def _task_number(self, event: Seen) -> str:
        """`3` for piece 3 of the only `map`, or for `apply_async` number 3; otherwise `2.3`."""
        pool = event.text("obj")
        job, _, piece = event.text("task").partition(".")
        jobs = self._pieces.get(pool, {})
        if not piece or jobs.get(job, 0) == 0:
            return job
        return piece if len(jobs) == 1 else f"{job}.{piece}"

    def _instant(self, event: Seen) -> None:
        name = self._name(event)
        index = event.number("index")
        name = f"{name}[{index}]" if index is not None else name
        text = event.text("text") if event.kind == "note" else f"{event.kind} {name}".strip()
        if event.kind in ("read", "write") and event.raw.get("value") is not None:
            text += f" = {event.text('value')}"
        self._singly[event.pid, event.kind, event.text("obj")] += 1
        self._lanes[event.pid].marks.append(Mark(event.t, event.kind, text, event.at))

    def _close_all(self) -> None:
        """What was still open at the end: calls that never returned, locks never released.

        A process that is dead waits for nothing: its open calls end with it.
        """
        for calls in self._open.values():
            for begun in calls:
                died = self._lanes[begun.pid].died
                self._finish(begun, None, died if died is None or died >= begun.t else begun.t)
        for key, begins in self._held.items():
            if begins:
                self._hold(key, begins[0], None)

    # What was only counted

    def _on_more(self, event: Seen) -> None:
        key = event.pid, event.text("of"), event.text("obj")
        first, _, _ = self._more.get(key, (event.t, event.t, 0))
        self._more[key] = first, event.t, max(event.number("count") or 0, 0)

    def _count(self) -> None:
        for key, (first, last, count) in self._more.items():
            pid, kind, obj = key
            extra = count - self._singly[key] if kind != "*" else count
            if extra <= 0 or kind not in (*CALLS, *INSTANTS, "feed", "release", "*"):
                continue
            self.uncounted += extra * (2 if kind in CALLS or kind == "feed" else 1)
            name = self.labels.get(obj, obj)
            verb = CALLS[kind][1] if kind in CALLS else kind
            label = f"{verb} {name}" if kind != "*" else "further events"
            self._lanes[pid].counted.append(Counted(first, last, kind, label, obj, extra, count))


def _pieces_of_jobs(events: Iterable[Seen]) -> dict[str, dict[str, int]]:
    """For each pool and each job asked of it, the highest number of a piece of it."""
    pools: dict[str, dict[str, int]] = defaultdict(dict)
    for event in events:
        if event.kind == "task":
            job, _, piece = event.text("task").partition(".")
            jobs = pools[event.text("obj")]
            jobs[job] = max(jobs.get(job, 0), int(piece) if piece.isdecimal() else 0)
    return pools
