"""The short form of `make endurance`, and what it would notice."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import endurance


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
