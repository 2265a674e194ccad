"""The words and numbers of docs/performance.md."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.benchmark.class_maker import Class
from tools.benchmark.floor import Floor
from tools.benchmark.runs import Timing

BELOW = "<!-- Everything above this line is written by `make bench`. -->"
"""What stands below it in the page is written by people and kept."""


@dataclass
class Measured:
    """What was measured; None where it was not."""

    machine: str
    cores: int
    load: float
    made: Class
    sample: int
    seed: int
    ours: Timing | None = None
    again: Timing | None = None
    preprocessor: Timing | None = None
    stock: Timing | None = None
    cut: Timing | None = None
    scaling: tuple[Timing, Timing, Timing] | None = None
    """A small class, a large one that repeats it, and the small one again."""
    one_worker: Timing | None = None
    two_workers: Timing | None = None
    floor: Floor | None = None
    checks: dict[str, float] = field(default_factory=dict)
    notebooks: dict[str, float] = field(default_factory=dict)


def page(measured: Measured) -> str:
    """The page from its title to the line BELOW."""
    lines = [
        "# How fast a class is graded",
        "",
        _introduction(measured),
        "",
        *_throughput(measured),
        *_figures(measured),
        *_profile(measured.floor),
    ]
    return "\n".join([*lines, "", BELOW])


def _introduction(measured: Measured) -> str:
    made = measured.made
    drawn = ", ".join(f"{count} {name}" for name, count in made.drawn.most_common())
    return (
        f"Written by `make bench` on {measured.machine}, {measured.cores} cores "
        f"(load before it began: {measured.load:.1f}). The class: {len(made.students)} students × "
        f"{len(made.topics)} notebooks, drawn from the bank with seed {measured.seed}: {drawn}. "
        f"No two modules are the same. nbgrader's own runs take long, so they are measured on the "
        f"notebooks of the first {measured.sample} student(s), and seconds a notebook compared."
    )


def replaced(path: Path, text: str) -> str:
    """The text for the file: the new numbers, and below them what people wrote."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    return text + (old.partition(BELOW)[2] if BELOW in old else "\n")


def _throughput(measured: Measured) -> Iterator[str]:
    yield "| run | notebooks | seconds | a notebook | `autograder grade` is faster | cores busy |"
    yield "|---|--:|--:|--:|--:|--:|"
    rows = (
        ("`autograder grade`", measured.ours),
        ("the same again, nothing changed", measured.again),
        ("`nbgrader autograde` with our preprocessor", measured.preprocessor),
        ("stock `nbgrader autograde`, notebooks as they are", measured.stock),
        ("stock `nbgrader autograde`, exercise cells alone", measured.cut),
        *_scaled(measured),
        ("`autograder grade --cluster`, one worker on one core", measured.one_worker),
        ("`autograder grade --cluster`, two workers, a core each", measured.two_workers),
    )
    for name, run in rows:
        if run is None:
            continue
        ours = None if run in (measured.scaling or ()) else measured.ours  # other notebooks
        ratio = f"{run.each / ours.each:.2f} ×" if ours else ""
        note = f" ({run.note})" if run.note else ""
        yield (
            f"| {name}{note} | {run.submissions} | {run.wall:.1f} | {run.each:.2f} | {ratio} "
            f"| {100 * run.busy:.0f} % |"
        )
    yield ""


def _scaled(measured: Measured) -> Iterator[tuple[str, Timing]]:
    if measured.scaling is not None:
        names = ("a small class", "a large one that repeats it", "the small one again")
        for name, run in zip(names, measured.scaling, strict=True):
            yield f"`autograder grade`, {measured.made.topics[0].slug}: {name}", run


def _profile(floor: Floor | None) -> Iterator[str]:
    """Where the processor time of judging the references goes."""
    if floor is None:
        return
    inside = sum(seconds for _, seconds in floor.by_method.values())
    rest = max(0.0, floor.judged - floor.judges_own - inside)
    yield ""
    yield "| judging the references, processor time of | calls | seconds | a call | share |"
    yield "|---|--:|--:|--:|--:|"
    for method, (calls, seconds) in floor.by_method.items():
        share = 100 * seconds / floor.judged
        yield (
            f"| processes of calls under {method} | {calls} | {seconds:.1f} "
            f"| {seconds / calls:.3f} | {share:.0f} % |"
        )
    for name, seconds in (
        ("starting sandboxes, and between calls", rest),
        ("the judge itself: checks, and looking on", floor.judges_own),
    ):
        share = 100 * seconds / floor.judged
        each = seconds / floor.calls
        yield f"| {name} | {floor.calls} | {seconds:.1f} | {each:.3f} | {share:.0f} % |"


def _figures(measured: Measured) -> Iterator[str]:
    yield "| figure | asked | measured |"
    yield "|---|--:|--:|"
    ours, again = measured.ours, measured.again
    if ours is not None:
        for name, asked, other in (
            ("throughput against stock, notebooks as they are", 20, measured.stock),
            ("throughput against stock, exercise cells alone", 5, measured.cut),
            ("throughput against nbgrader with our preprocessor", 3, measured.preprocessor),
        ):
            if other is not None:
                yield f"| {name} | ≥ {asked} × | {other.each / ours.each:.1f} × |"
        yield f"| cores busy | ≥ 90 % | {100 * ours.busy:.0f} % |"
    if ours is not None and again is not None:
        yield f"| second run | ≥ 100 × faster | {ours.wall / again.wall:.0f} × |"
    if measured.scaling is not None:
        small, large, after = measured.scaling
        growth = large.each / statistics.mean([small.each, after.each])
        sizes = f"{small.submissions} → {large.submissions} students"
        yield f"| seconds a notebook, {sizes} | 0.90 to 1.10 × | {growth:.2f} × |"
        yield f"| memory of the planning process, {sizes} | flat | {_mb(small, large)} |"
        both = f"{small.all_memory >> 20} → {large.all_memory >> 20} MB"
        yield f"| memory of all processes, {sizes} | flat | {both} |"
    if measured.one_worker is not None and measured.two_workers is not None:
        ratio = measured.one_worker.wall / measured.two_workers.wall
        yield f"| two workers of a cluster against one | ≥ 1.8 × | {ratio:.2f} × |"
    if measured.floor is not None:
        ratio = measured.floor.judged / measured.floor.bare
        told = (
            f"{ratio:.2f} × ({measured.floor.judged:.1f} s : {measured.floor.bare:.1f} s, "
            f"{measured.floor.calls} calls)"
        )
        yield f"| processor time : that of the bare calls (references) | ≤ 1.5 × | {told} |"
    if measured.checks:
        median = statistics.median(measured.checks.values())
        slowest = max(measured.checks, key=lambda name: measured.checks[name])
        told = f"{median:.2f} s (slowest: {slowest}, {measured.checks[slowest]:.2f} s)"
        yield f'| `check("…")`, warm, on the reference, median | < 1 s | {told} |'
    if measured.notebooks:
        told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in measured.notebooks.items())
        yield f"| `autograder check` of a reference notebook | < 3 s | {told} |"


def _mb(small: Timing, large: Timing) -> str:
    return f"{small.own_memory >> 20} → {large.own_memory >> 20} MB"
