"""The picture of a race: who read and wrote one shared cell, step by step, downwards.

Seller-1            tickets           Seller-2
reads 41   ◀──────    41
                      41   ──────▶    reads 41
writes 42  ──────▶    42
                      42   ◀──────    writes 42     Seller-1's update is lost
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.picture import svg
from course.picture.chart import Event
from course.picture.events import clip_label
from course.picture.races import Access, Cell, LostUpdate, cells, lost_updates
from course.picture.scale import duration
from course.picture.words import count

MOST_STEPS = 14
"""Steps drawn; what lies between them is summed up. More do not fit on a screen."""
MOST_PROCESSES = 6
STEP = 34.0
CHIP = 112.0
CELL = 64.0


def draw_interleaving(
    events: Iterable[Event],
    obj: str | None = None,
    *,
    title: str = "",
    width: float = 720,
    theme: str = "auto",
) -> str:
    """The steps around the first lost update of `obj` (id or label; None: of any), as an SVG.

    Where no update was lost, the first steps of the cell, and it says that none was.
    """
    events = list(events)
    title = clip_label(title, 100)
    updates = lost_updates(events, obj)
    if updates:
        cell, update = updates[0].cell, updates[0]
        title = title or f"How an update of {cell.label} was lost"
        return _Sheet(cell, update, len(updates), title, width).picture(theme)
    found = [cell for cell in cells(events) if obj in (None, cell.obj, cell.label)]
    if not found:
        words = "No shared value was read or written by two processes."
        body = [svg.text(16, 28, title or "Nothing shared", "tl-title"), svg.text(16, 54, words)]
        return svg.document(
            body, width=width, height=72, title=title or "Nothing shared", desc=words, theme=theme
        )
    title = title or f"Who read and wrote {found[0].label}"
    return _Sheet(found[0], None, 0, title, width).picture(theme)


@dataclass(frozen=True)
class _Line:
    """One line of the picture: a step with its number, or steps that are summed up."""

    number: int
    step: Access | None
    summed: int = 0


class _Sheet:
    def __init__(
        self, cell: Cell, update: LostUpdate | None, lost: int, title: str, width: float
    ) -> None:
        self.cell, self.update, self.lost, self.title = cell, update, lost, title
        self.lines = _lines(cell, update)
        pids = dict.fromkeys(line.step.pid for line in self.lines if line.step)
        self.pids = list(pids)[:MOST_PROCESSES]
        # The cell stands in the middle, so that two processes face each other across it.
        self.left = (len(self.pids) + 1) // 2
        columns = len(self.pids)
        self.width = max(width, 120 + CELL + columns * (CHIP + 24))
        self.gap = (self.width - 110 - CELL - columns * CHIP) / (columns + 1)

    def _column(self, pid: int) -> float:
        """The left edge of a process's chips."""
        n = self.pids.index(pid)
        x = 94 + self.gap / 2 + n * (CHIP + self.gap)
        return x if n < self.left else x + CELL + self.gap

    @property
    def _cell(self) -> float:
        return 94 + self.gap / 2 + self.left * (CHIP + self.gap)

    def picture(self, theme: str) -> str:
        """The whole SVG."""
        out = [svg.text(16, 28, svg.fit(self.title, self.width - 32, 16), "tl-title")]
        top = 58.0
        out += self._heads(top)
        y = top + 14
        drawn: dict[int, float] = {}
        before = self._before()
        for line in self.lines:
            if line.step is None:
                words = f"{count(line.summed, 'further step')}, summed up"
                out.append(svg.text(94, y + STEP / 2 + 4, f"⋮  {words}", "tl-s tl-mut"))
                before = self._value_before(line.number + line.summed)
            else:
                drawn[line.number] = y
                out += self._step(line, y, before)
                before = line.step.value if line.step.kind == "write" else before
            y += STEP
        out[1:1] = self._rails(top + 14, y)
        out += self._span_of_ignorance(drawn)
        out += self._beneath(y + 12)
        height = y + 12 + 20 * len(self._words()) + 34
        desc = "\n".join([*self._words(), *map(self._told, self.lines)])
        return svg.document(
            out, width=self.width, height=height, title=self.title, desc=desc, theme=theme
        )

    def _heads(self, y: float) -> list[str]:
        out = [svg.text(16, y, "time", "tl-s tl-mut")]
        for pid in self.pids:
            name = svg.fit(self.cell.names.get(pid, str(pid)), CHIP, 12)
            out.append(svg.text(self._column(pid) + CHIP / 2, y, name, "tl-b tl-mid"))
        label = svg.fit(self.cell.label, CELL + self.gap, 12)
        out.append(svg.text(self._cell + CELL / 2, y, label, "tl-b tl-mid tl-m"))
        return out

    def _rails(self, top: float, bottom: float) -> list[str]:
        """The cell's column as one band, a line for each process."""
        height = bottom - top
        out = [svg.rect(self._cell, top, CELL, height, "tl-band", radius=4)]
        for pid in self.pids:
            x = svg.num(self._column(pid) + CHIP / 2)
            out.append(svg.path(f"M{x} {svg.num(top)}V{svg.num(bottom)}", "tl-grid"))
        return out

    def _before(self) -> str | None:
        return self._value_before(self.lines[0].number) if self.lines else None

    def _value_before(self, number: int) -> str | None:
        for step in reversed(self.cell.steps[:number]):
            if step.value is not None:
                return step.value
        return None

    def _step(self, line: _Line, y: float, before: str | None) -> list[str]:
        step = line.step
        assert step is not None
        x = self._column(step.pid)
        middle = y + STEP / 2
        after = step.value if step.value is not None else before
        since = duration(step.t - self.cell.steps[0].t)
        out = [svg.text(16, middle + 4, since, "tl-s tl-mut")]
        out += self._chip(line, x, middle)
        lost = self._is_fatal(line.number)
        ring = "tl-stuck" if lost else "tl-cellw" if step.kind == "write" else "tl-cell"
        out.append(svg.rect(self._cell + 8, middle - 11, CELL - 16, 22, ring, radius=3))
        shown = svg.fit(after if after is not None else "?", CELL - 20, 12) or "…"
        weight = "tl-b" if step.kind == "write" else ""
        out.append(
            svg.text(self._cell + CELL / 2, middle + 4, shown, f"tl-mid tl-m {weight}".strip())
        )
        out += self._between(step, x, middle, alarm=lost)
        if self.update is not None and line.number in self.update.unseen:
            at = (x + CHIP + self._cell) / 2 if x < self._cell else (x + self._cell + CELL) / 2
            out.append(svg.text(at, middle - 5, "lost", "tl-s tl-al tl-b tl-mid tl-halo"))
        return out

    def _chip(self, line: _Line, x: float, middle: float) -> list[str]:
        step = line.step
        assert step is not None
        kind = "tl-read" if step.kind == "read" else "tl-write"
        if self._is_fatal(line.number) or self._is_stale(line.number):
            kind += " tl-alb2"
        words = f"{step.kind}s {step.value}" if step.value is not None else f"{step.kind}s"
        tip = f"{words}{f' · {step.at[0]} line {step.at[1]}' if step.at else ''}"
        out = [svg.rect(x, middle - 11, CHIP, 22, kind, radius=11, tip=tip)]
        ink = "tl-mid" if step.kind == "read" else "tl-mid tl-onTask"
        out.append(svg.text(x + CHIP / 2, middle + 4, svg.fit(words, CHIP - 10), ink))
        if step.at and self.gap > 56:
            beside = (x - 6, "tl-end") if x < self._cell else (x + CHIP + 6, "")
            classes = f"tl-xs tl-mut {beside[1]}".strip()
            out.append(svg.text(beside[0], middle + 4, f"line {step.at[1]}", classes))
        return out

    def _between(self, step: Access, x: float, middle: float, *, alarm: bool) -> list[str]:
        """The arrow between a process and the cell; a read's points to the process."""
        left_side = x < self._cell
        near = x + CHIP + 4 if left_side else x - 4
        cell = self._cell + 6 if left_side else self._cell + CELL - 6
        start, stop = (cell, near) if step.kind == "read" else (near, cell)
        line = "tl-alb" if alarm else "tl-msg" if step.kind == "write" else "tl-axis"
        head = "tl-alf" if alarm else "tl-head" if step.kind == "write" else "tl-dotm"
        shaft = svg.path(f"M{svg.num(start)} {svg.num(middle)}H{svg.num(stop)}", line)
        return [shaft, svg.arrow_head(stop, middle, stop - start, 0, head, 8)]

    def _is_fatal(self, number: int) -> bool:
        return self.update is not None and number == self.update.write

    def _is_stale(self, number: int) -> bool:
        return self.update is not None and number == self.update.read

    def _span_of_ignorance(self, drawn: dict[int, float]) -> list[str]:
        """From the stale read to the fatal write, beside the process that did not look again."""
        update = self.update
        if update is None or update.read not in drawn or update.write not in drawn:
            return []
        pid = self.cell.steps[update.read].pid
        x = self._column(pid) + CHIP / 2
        y0, y1 = drawn[update.read] + STEP / 2 + 11, drawn[update.write] + STEP / 2 - 11
        out = [svg.path(f"M{svg.num(x)} {svg.num(y0)}V{svg.num(y1)}", "tl-alb", _DASHED)]
        value = self.cell.steps[update.read].value
        words = f"still thinks {value}" if value is not None else "has not looked again"
        middle = (y0 + y1) / 2
        if y1 - y0 > 24:
            out.append(svg.text(x + 6, middle + 8, words, "tl-xs tl-al tl-b tl-halo"))
        return out

    def _beneath(self, y: float) -> list[str]:
        words = self._words()
        kinds = ("tl-box", "tl-alf") if self.update else ("tl-band", "tl-okf")
        height = 20 * len(words) + 14
        out = [
            svg.rect(16, y, self.width - 32, height, kinds[0], radius=4),
            svg.rect(16, y, 5, height, kinds[1]),
        ]
        for n, line in enumerate(words):
            out.append(svg.text(34, y + 22 + 20 * n, line))
        return out

    def _words(self) -> list[str]:
        room = self.width - 72
        kept = "the beginning of the run" if self.cell.cut else "the run"
        if self.update is None:
            words = f"No update of {self.cell.label} was lost in {kept}."
            return svg.wrap(words, room, 12)
        further = self.lost - 1
        more = f" The same happened {count(further, 'more time')} in {kept}." if further else ""
        return svg.wrap(self.update.sentence + more, room, 12)

    def _told(self, line: _Line) -> str:
        if line.step is None:
            return f"({count(line.summed, 'further step')})"
        value = f" {line.step.value}" if line.step.value is not None else ""
        name = self.cell.names.get(line.step.pid, str(line.step.pid))
        return f"{name} {line.step.kind}s{value}."


_DASHED = 'stroke-dasharray="4 3"'


def _lines(cell: Cell, update: LostUpdate | None) -> list[_Line]:
    """The steps to show: around the lost update, with the long middle summed up."""
    steps = cell.steps
    if update is None:
        shown = [_Line(n, step) for n, step in enumerate(steps[:MOST_STEPS])]
        rest = len(steps) - len(shown)
        return [*shown, _Line(len(shown), None, rest)] if rest else shown
    begin, end = max(update.read - 2, 0), min(update.write + 2, len(steps))
    numbers: Sequence[int] = range(begin, end)
    if len(numbers) > MOST_STEPS:
        head = max(update.unseen[0], update.read) + 3
        tail = update.write - 3
        numbers = [n for n in numbers if n < head or n >= tail]
    lines: list[_Line] = []
    for n in numbers:
        if lines and n > lines[-1].number + 1:
            lines.append(_Line(lines[-1].number + 1, None, n - lines[-1].number - 1))
        lines.append(_Line(n, steps[n]))
    return lines
