"""A report is a claim from inside: what is not of our form is forged, and costs no memory."""

from __future__ import annotations

import json

import pytest

from course.run import report
from course.run.call_process import MAX_THREADS
from course.run.report import ReportReader, members_of


def read(**members: object) -> ReportReader:
    """What is made of a report that repeats the call's nonce."""
    reader = ReportReader()
    payload = json.dumps({"nonce": reader.nonce, "status": "returned", **members}).encode()
    data = bytes(4) + len(payload).to_bytes(4, "big") + payload
    for begin in range(0, len(data), 1000):
        reader.feed(data[begin : begin + 1000])
    return reader


def test_a_report_of_ours_is_read() -> None:
    """In pieces, as it comes."""
    reader = read(value=7, threads=["feeder"], seconds=1.5)
    assert not reader.forged and reader.student_began
    assert reader.report is not None
    assert members_of(reader.report, seconds=1.0)["seconds"] == 1.0


@pytest.mark.parametrize(
    "threads",
    [5, None, {"a": 1}, "x" * 1000, [5], [["a"]], ["x"] * (MAX_THREADS + 1)],
    ids=["number", "null", "object", "letters", "numbers", "lists", "crowd"],
)
def test_threads_that_are_no_names_are_forged(threads: object) -> None:
    """They are neither a fault of ours nor a thread for each letter."""
    assert read(value=7, threads=threads).forged


def test_values_are_counted_outside_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commas in a text are no values, and no quotation mark or backslash hides any."""
    monkeypatch.setattr(report, "MAX_ITEMS", 100)
    assert not read(value="a, b\n" * 100).forged
    assert not read(value=['"', "\\", ", " * 200]).forged
    assert read(value=[[]] * 200).forged
    assert read(value=["\\", [], *([[]] * 200), "x"]).forged
    assert read(value=['\\"', *([[]] * 200), '"']).forged
