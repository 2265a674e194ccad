"""The short form of `make endurance`, what it would notice, and what `make steady` notes down."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tools import endurance, steady


@pytest.mark.slow
def test_after_two_dozen_submissions_nothing_is_left() -> None:
    """Right, wrong, dying, hanging and leaking ones: no process, file or memory stays."""
    early, late, _ = endurance.endure(22, warm=11)
    assert endurance.faults(early, late, alone=False) == []


def test_what_stays_is_noticed(tmp_path: Path) -> None:
    """A file, a thread, a descriptor, a block, a process, and memory."""
    early = endurance.look(tmp_path)
    late = endurance.State(
        processes=frozenset({(4711, "python")}),
        files=early.files | {"x"},
        shared=early.shared | {"psm_x"},
        descriptors=early.descriptors + 1,
        threads=early.threads + 1,
        memory=2 * early.memory,
    )
    assert len(endurance.faults(early, late)) == 6


def test_a_process_that_stays_is_seen_and_one_that_was_there_is_not(tmp_path: Path) -> None:
    """By its number: two of one name are two."""
    with subprocess.Popen(["sleep", "60"]) as before, subprocess.Popen(["sleep", "60"]) as left:
        try:
            state = endurance.look(tmp_path, others={before.pid})
            assert (left.pid, "sleep") in state.processes
            assert before.pid not in {pid for pid, _ in state.processes}
        finally:
            before.kill()
            left.kill()


def test_steadiness_goes_on_where_it_was(tmp_path: Path) -> None:
    """What was judged least comes first; a torn line and another engine's verdicts don't count."""
    known = steady.entries(["03_pool"])
    todo = [*known[:2], next(entry for entry in known if not entry.is_right)]
    keys = {entry: steady.key(entry, "bubblewrap") for entry in todo}
    path = tmp_path / "steady.jsonl"
    notes = steady.Notes(path)
    notes.add(keys[todo[0]], "x", "passed", None)
    notes.add("of another engine", "x", "passed", None)
    with path.open("a") as file:
        file.write('{"key": "')
    again = steady.Notes(path)
    rest = list(steady._rounds(todo, keys, again, 2))
    assert rest == [todo[1], todo[2], *todo]
    figures = steady.figures(todo, again)["03_pool"]
    assert (figures.right_runs + figures.wrong_runs, figures.refusals, figures.fewest) == (1, 0, 0)
    again.add(keys[todo[1]], "x", "timed_out", "a-name")
    again.add(keys[todo[2]], "x", todo[2].expected.value, todo[2].misconception)
    again.add(keys[todo[2]], "x", "passed", None)
    figures = steady.figures(todo, again)["03_pool"]
    assert (figures.right_runs, figures.refusals) == (2, 1)
    assert (figures.wrong_runs, figures.passes, figures.diagnosed, figures.fewest) == (2, 1, 1, 1)
    assert "not complete" in steady.page({"03_pool": figures}, 50)
    assert json.loads(path.read_text().splitlines()[0])["verdict"] == "passed"
