"""Lost updates: which writes overwrote a value that their writer had not seen.

A process reads a cell, another writes it, the first writes what it made of the old value: what
the other wrote is gone. That is all that is looked for here; it needs no knowledge of what the
program meant, and under a lock that covers reading *and* writing it cannot happen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from course.picture.chart import Event, Place
from course.picture.events import Seen, cleaned
from course.picture.reading import chart_of


@dataclass(frozen=True, slots=True)
class Access:
    """One read or write of a shared cell. `value` is None if it was not recorded."""

    t: float
    pid: int
    kind: str
    value: str | None
    at: Place | None


@dataclass(frozen=True)
class Cell:
    """A Value, or one place of an Array, with all that was seen done to it, in order."""

    obj: str
    index: int | None
    label: str
    steps: tuple[Access, ...]
    names: dict[int, str]
    """Of the processes, by pid."""
    cut: bool
    """Whether only the beginning was recorded."""

    def lost(self) -> list[LostUpdate]:
        """Every write that overwrote what its writer had not seen, in order."""
        found = []
        last_read: dict[int, int] = {}
        for n, step in enumerate(self.steps):
            if step.kind == "read":
                last_read[step.pid] = n
                continue
            read = last_read.pop(step.pid, None)
            if read is None:
                continue
            unseen = [
                m
                for m in range(read + 1, n)
                if self.steps[m].kind == "write" and self.steps[m].pid != step.pid
            ]
            if unseen:
                found.append(LostUpdate(self, read, tuple(unseen), n))
        return found

    def lost_count(self) -> int:
        """How many updates the later values know nothing of.

        Each update was made from an earlier write, the one that it read. Going back from the last
        one by that road passes the updates that lasted; the others are lost. A write that was not
        made from a read sets the cell anew: what came before it is counted for itself.
        """
        source: dict[int, int | None] = {}  # of each update: the write that it was made from
        last_read: dict[int, int | None] = {}
        written: int | None = None
        lost = 0
        for n, step in enumerate(self.steps):
            if step.kind == "read":
                last_read[step.pid] = written
                continue
            if step.pid in last_read:
                source[n] = last_read.pop(step.pid)
            else:
                lost += _not_on_the_road(source, written)
                source.clear()
            written = n
        return lost + _not_on_the_road(source, written)


def _not_on_the_road(source: dict[int, int | None], last: int | None) -> int:
    lasted = 0
    while last in source:
        last, lasted = source[last], lasted + 1
    return len(source) - lasted


@dataclass(frozen=True)
class LostUpdate:
    """Numbers of steps of the cell: the stale read, the writes that are lost, the fatal write."""

    cell: Cell
    read: int
    unseen: tuple[int, ...]
    write: int

    @property
    def sentence(self) -> str:
        """What happened, in the order in which it happened."""
        steps, names = self.cell.steps, self.cell.names
        read, lost, write = steps[self.read], steps[self.unseen[-1]], steps[self.write]
        first, second = names[read.pid], names[lost.pid]
        what = f"{read.value} from " if read.value is not None else ""
        between = f"{second} wrote{_valued(lost)}"
        if len(self.unseen) > 1:
            between = f"{second} and others wrote {len(self.unseen)} times"
            if {steps[n].pid for n in self.unseen} == {lost.pid}:
                between = f"{second} wrote {len(self.unseen)} times, at last{_valued(lost)}"
        gone = "that update is" if len(self.unseen) == 1 else f"{len(self.unseen)} updates are"
        return (
            f"{first} read {what}{self.cell.label}{_located(read)}. Before it wrote, {between}. "
            f"Then {first} wrote{_valued(write)}{_located(write)}, made from the old value: "
            f"{gone} lost."
        )


def _valued(step: Access) -> str:
    return "" if step.value is None else f" {step.value}"


def _located(step: Access) -> str:
    return f" ({step.at[0]} line {step.at[1]})" if step.at else ""


def cells(events: Iterable[Event]) -> list[Cell]:
    """The shared cells of a recording that two processes or more used."""
    events = list(events)
    names = {lane.pid: lane.name for lane in chart_of(events).lanes}
    labels: dict[str, str] = {}
    cut: dict[str, float] = {}
    steps: dict[tuple[str, int | None], list[Access]] = {}
    for event in cleaned(events):
        obj = event.text("obj")
        if event.kind == "obj":
            labels[event.text("id")] = event.text("label") or event.text("id")
        elif event.kind == "more" and event.text("of") in ("read", "write"):
            cut.setdefault(obj, event.t)
        elif event.kind in ("read", "write") and event.t < cut.get(obj, math.inf):
            steps.setdefault((obj, event.number("index")), []).append(_access(event))
    found = []
    for (obj, index), accesses in steps.items():
        if len({access.pid for access in accesses}) < 2:
            continue
        label = labels.get(obj, obj) + (f"[{index}]" if index is not None else "")
        found.append(Cell(obj, index, label, tuple(accesses), names, obj in cut))
    return found


def _access(event: Seen) -> Access:
    value = event.text("value") if event.raw.get("value") is not None else None
    return Access(event.t, event.pid, event.kind, value, event.at)


def count_lost(events: Iterable[Event]) -> int:
    """How many updates of shared cells were lost, as far as each read and write was recorded."""
    return sum(cell.lost_count() for cell in cells(events))


def lost_updates(events: Iterable[Event], obj: str | None = None) -> list[LostUpdate]:
    """The lost updates of a recording, of one object (its id or label) or of all, by time."""
    found = [
        update
        for cell in cells(events)
        if obj is None or obj in (cell.obj, cell.label, cell.label.partition("[")[0])
        for update in cell.lost()
    ]
    return sorted(found, key=lambda update: update.cell.steps[update.write].t)
