"""Each item that was put or sent, with the call that took it out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

from course.picture.chart import Counted, Lane, Message
from course.picture.events import Seen

GIVING, TAKING = ("put", "send"), ("get", "recv")


def messages(
    events: Sequence[Seen], labels: Mapping[str, str], lanes: Iterable[Lane]
) -> list[Message]:
    """The items in the order in which they set out.

    A queue is a pipe behind a lock, so the n-th item to enter it is the n-th to leave. Items
    enter in the order of the `feed` events where there are any (the feeder thread writes them
    later than `put` returned), and a process's feeder keeps the order of its `put` calls. From
    where on calls on an object were only counted, its items are counted too.
    """
    counted_from = _counted_from(events)
    matcher = _Matcher(labels, fed={e.text("obj") for e in events if e.kind == "feed"})
    for event in events:
        if event.t < counted_from.get(event.text("obj"), math.inf):
            matcher.see(event)
    found = matcher.delivered()
    found += [m for m in matcher.undelivered() if m.obj not in counted_from]
    found += _counted(lanes, set(counted_from), labels, found)
    return sorted(found, key=lambda m: (m.sent, m.source, m.received or math.inf))


class _Matcher:
    def __init__(self, labels: Mapping[str, str], fed: set[str]) -> None:
        self._labels = labels
        self._fed = fed
        self._begun: dict[tuple[int, str, str, str], float] = {}
        # Handed to a feeder, by object and process; entered into a channel, in order.
        self._handed: dict[str, dict[int, deque[float]]] = defaultdict(lambda: defaultdict(deque))
        self._entered: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._taken: list[Seen] = []

    def see(self, event: Seen) -> None:
        """Take note of an event, if it is about giving or taking."""
        obj, end = event.text("obj"), event.text("end")
        key = event.pid, event.kind, obj, end
        if event.kind in GIVING and event.phase == "B":
            self._begun[key] = event.t
        elif event.kind in GIVING and event.phase == "E" and event.went_well:
            sent = self._begun.get(key, event.t)
            if obj in self._fed and event.kind == "put":
                self._handed[obj][event.pid].append(sent)
            else:
                self._entered[_channel(obj, end)].append((sent, event.pid))
        elif event.kind == "feed" and event.phase in ("", "E") and event.went_well:
            mine = self._handed[obj][event.pid]
            self._entered[obj].append((mine.popleft() if mine else event.t, event.pid))
        elif event.kind in TAKING and event.phase == "E" and event.went_well:
            self._taken.append(event)

    def delivered(self) -> list[Message]:
        """Only now: the taker may write its line before the giver writes its own."""
        found = []
        for event in self._taken:
            obj = event.text("obj")
            channel = obj if event.kind == "get" else self._other_end(obj, event.text("end"))
            if self._entered[channel]:
                sent, source = self._entered[channel].popleft()
                way = "put" if event.kind == "get" else "send"
                sent = min(sent, event.t)
                name = self._name(channel)
                found.append(Message(sent, source, event.t, event.pid, obj, name, way))
        return found

    def undelivered(self) -> list[Message]:
        """What is still on its way."""
        rest = [
            (sent, source, channel)
            for channel, items in self._entered.items()
            for sent, source in items
        ]
        rest += [
            (sent, source, obj)
            for obj, givers in self._handed.items()
            for source, items in givers.items()
            for sent in items
        ]
        found = []
        for sent, source, channel in rest:
            obj, slash, _ = channel.partition("/")
            name, way = self._name(channel), "send" if slash else "put"
            found.append(Message(sent, source, None, None, obj, name, way))
        return found

    def _name(self, channel: str) -> str:
        obj = channel.partition("/")[0]
        return self._labels.get(channel) or self._labels.get(obj, obj)

    def _other_end(self, obj: str, end: str) -> str:
        """The channel that `end` reads from: what was sent on the pipe's other end."""
        mine = _channel(obj, end)
        others = sorted(c for c in self._entered if c.startswith(f"{obj}/") and c != mine)
        return others[0] if others else f"{obj}/?"


def _channel(obj: str, end: str) -> str:
    return f"{obj}/{end}" if end else obj


def _counted_from(events: Iterable[Seen]) -> dict[str, float]:
    """By object, since when calls on it were only counted in some process."""
    since: dict[str, float] = {}
    for event in events:
        if event.kind == "more" and event.text("of") in (*GIVING, *TAKING, "feed"):
            since.setdefault(event.text("obj"), event.t)
    return since


def _counted(
    lanes: Iterable[Lane],
    objs: set[str],
    labels: Mapping[str, str],
    singly: Iterable[Message],
) -> list[Message]:
    """One bundle for each way that is beyond doubt: where there was one giver or one taker."""
    givers: dict[str, list[tuple[int, Counted]]] = defaultdict(list)
    takers: dict[str, list[tuple[int, Counted]]] = defaultdict(list)
    for lane in lanes:
        for counted in lane.counted:
            if counted.kind in GIVING:
                givers[counted.obj].append((lane.pid, counted))
            elif counted.kind in TAKING:
                takers[counted.obj].append((lane.pid, counted))
    known = Counter((message.obj, message.source, message.to) for message in singly)
    found = []
    for obj in sorted(objs):
        if len(givers[obj]) != 1 and len(takers[obj]) != 1:
            continue
        for source, given in givers[obj]:
            for to, taken in takers[obj]:
                if source == to:
                    continue
                sent = (given.begin + given.end) / 2
                received = max((taken.begin + taken.end) / 2, sent)
                count = min(given.total, taken.total) - known[obj, source, to]
                name = labels.get(obj, obj)
                found.append(Message(sent, source, received, to, obj, name, given.kind, count))
    return found
