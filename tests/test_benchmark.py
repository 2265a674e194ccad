"""The benchmark: the class that it makes, what it refuses, and the words of its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.topics import topic
from tools.benchmark import runs
from tools.benchmark.class_maker import make_class
from tools.benchmark.floor import Floor
from tools.benchmark.report import BELOW, Measured, page, replaced
from tools.benchmark.runs import Timing

SLUG = "00_start_here"


def test_a_larger_class_begins_with_the_smaller_one() -> None:
    """The same numbers, the same class; and no two students have the same notebook."""
    small, large = (make_class([topic(SLUG)], number, seed=1) for number in (2, 6))
    assert large.students[:2] == small.students
    for student in small.students:
        assert large.notebooks[student, SLUG] == small.notebooks[student, SLUG]
    texts = {str(notebook) for notebook in large.notebooks.values()}
    assert len(texts) == 6
    other = make_class([topic(SLUG)], 6, seed=2)
    assert other.notebooks != large.notebooks


def test_a_class_that_repeats_has_so_many_times_the_work() -> None:
    """The same programs again, but each with another name in it: nothing is judged once for two."""
    made = make_class([topic(SLUG)], 6, seed=1, repeats=2)
    texts = [str(made.notebooks[student, SLUG]) for student in made.students]
    assert len(set(texts)) == 6
    plain = [text.replace(name, "NAME") for text, name in zip(texts, made.students, strict=True)]
    assert plain == 3 * plain[:2] and plain[0] != plain[1]


def test_a_reference_that_fails_is_not_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails is fast: it ends the benchmark with the judge's own words."""
    monkeypatch.setattr(runs, "ROOT", tmp_path)
    with pytest.raises(runs.BenchmarkError, match=r"exit \d+.*autograder check .*03_pool"):
        runs.autograder_check(["03_pool"])


def test_the_page_compares_seconds_a_notebook(tmp_path: Path) -> None:
    """Ratios are of seconds a notebook, not of whole runs; what people wrote is kept."""
    measured = Measured(
        machine="Linux",
        cores=2,
        load=0.0,
        made=make_class([topic(SLUG)], 4, seed=1),
        sample=1,
        seed=1,
        ours=Timing(4, 20.0, 0.95),
        again=Timing(4, 0.1, 0.5),
        preprocessor=Timing(1, 17.5, 0.4),
        stock=Timing(1, 110.0, 0.4, note="x"),
        scaling=(Timing(2, 4.0, 0.9), Timing(8, 18.0, 0.9), Timing(2, 5.0, 0.9)),
        one_worker=Timing(1, 30.0, 0.5),
        two_workers=Timing(1, 15.0, 0.9),
        floor=Floor(13.0, bare=10.0, calls=5, judges_own=2.0, by_method={"spawn": (4, 6.5)}),
        checks={"a": 0.5, "b": 2.0, "c": 0.7},
    )
    text = page(measured)
    for row in (
        "| throughput against stock, notebooks as they are | ≥ 20 × | 22.0 × |",
        "| throughput against nbgrader with our preprocessor | ≥ 3 × | 3.5 × |",
        "| second run | ≥ 100 × faster | 200 × |",
        "| two workers of a cluster against one | ≥ 1.8 × | 2.00 × |",
        "| seconds a notebook, 2 → 8 students | 0.90 to 1.10 × | 1.00 × |",
        "| processes of calls under spawn | 4 | 6.5 | 1.625 | 50 % |",
        "| starting sandboxes, and between calls | 5 | 4.5 | 0.900 | 35 % |",
        '| `check("…")`, warm, on the reference, median | < 1 s | 0.70 s (slowest: b, 2.00 s) |',
    ):
        assert row in text
    assert "1.30 × (13.0 s : 10.0 s, 5 calls)" in text
    old = tmp_path / "performance.md"
    old.write_text(f"old figures\n{BELOW}\n\nWritten by people.\n", encoding="utf-8")
    assert replaced(old, text).endswith(f"{BELOW}\n\nWritten by people.\n")
    assert "old figures" not in replaced(old, text)
