"""What the campaign of steadiness notes, sums up and takes up again; the judging is the bank's."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from autograder.bank import Entry
from course.verdict import Verdict
from tools import steady

RIGHT = Entry("04_pipe", "exchange", "by_length", Verdict.PASSED, None, "RIGHT = 1\n")
WRONG = Entry("04_pipe", "exchange", "no_length", Verdict.TIMED_OUT, "no-length", "WRONG = 1\n")
KEYS = {steady.key(entry, "bubblewrap"): entry.name for entry in (RIGHT, WRONG)}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The lines of runs under way, in a folder that is not there yet, and what was summed up."""
    return tmp_path / "campaigns" / "steady.jsonl", tmp_path / "steadiness.jsonl"


def note(notes: steady.Notes, entry: Entry, verdict: Verdict, named: str | None = None) -> None:
    notes.add(steady.key(entry, "bubblewrap"), entry.name, verdict.value, named)


def figures(notes: steady.Notes) -> steady.Figures:
    return steady.figures([RIGHT, WRONG], notes)["04_pipe"]


def test_figures_count_what_was_judged_wrongly(files):
    """A refusal, a pass and a diagnosis that the file does not name are each told apart."""
    notes = steady.Notes(*files)
    for verdict in (Verdict.PASSED, Verdict.PASSED, Verdict.TIMED_OUT):
        note(notes, RIGHT, verdict)
    note(notes, WRONG, Verdict.TIMED_OUT, "no-length")
    note(notes, WRONG, Verdict.TIMED_OUT, "another")
    note(notes, WRONG, Verdict.PASSED)
    note(notes, WRONG, Verdict.CRASHED)
    assert figures(notes) == steady.Figures(
        right=1, right_runs=3, refusals=1, wrong=1, wrong_runs=4, passes=1, diagnosed=1, fewest=3
    )
    text = steady.page({"04_pipe": figures(notes)}, times=4)
    assert "In 7 judgings: 1 right programs refused, 1 wrong ones passed, and of 4" in text
    assert "not complete" in text
    assert "this table is complete" in steady.page({"04_pipe": figures(notes)}, times=3)


def test_a_run_that_was_ended_goes_on(files):
    """Also if it was ended in the middle of a line."""
    first = steady.Notes(*files)
    note(first, RIGHT, Verdict.PASSED)
    note(first, WRONG, Verdict.TIMED_OUT, "no-length")
    with files[0].open("a", encoding="utf-8") as file:
        file.write('{"key": "12')
    assert steady.Notes(*files).verdicts == first.verdicts


def test_sums_count_with_what_comes_after(files):
    """Summing up loses nothing, counts nothing twice, and drops what is no more."""
    notes = steady.Notes(*files)
    note(notes, RIGHT, Verdict.PASSED)
    note(notes, RIGHT, Verdict.PASSED)
    notes.add("of another engine", "by_length", "wrong_answer", None)
    notes.sum_up(KEYS)
    assert not files[0].exists()
    lines = [json.loads(line) for line in files[1].read_text(encoding="utf-8").splitlines()]
    assert [(line["name"], line["times"]) for line in lines] == [("by_length", 2)]
    again = steady.Notes(*files)
    note(again, RIGHT, Verdict.PASSED)
    note(again, WRONG, Verdict.TIMED_OUT, "no-length")
    again.sum_up(KEYS)
    assert steady.Notes(*files).verdicts == {
        steady.key(RIGHT, "bubblewrap"): Counter({("passed", None): 3}),
        steady.key(WRONG, "bubblewrap"): Counter({("timed_out", "no-length"): 1}),
    }


def test_whoever_was_judged_least_comes_first(files):
    """Rounds: nobody is judged a second time before all were once."""
    notes = steady.Notes(*files)
    note(notes, RIGHT, Verdict.PASSED)
    keys = {entry: steady.key(entry, "bubblewrap") for entry in (RIGHT, WRONG)}
    order = list(steady._rounds([RIGHT, WRONG], keys, notes, times=3))
    assert [entry.name for entry in order] == [
        "no_length",
        "by_length",
        "no_length",
        "by_length",
        "no_length",
    ]
