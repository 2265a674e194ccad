"""What docs/coverage.md says is true, and up to date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.topics import present_topics
from tools import coverage

FIRST = coverage.rows()[0]
WRITTEN = present_topics(coverage.ROOT)


def test_whatever_the_syllabus_names_exists():
    """Every heading, exercise and check of a written topic is there, and so is every number."""
    assert coverage.faults() == []


def test_the_page_is_what_its_sources_make():
    """The page in docs/ is the generated one. If this fails: `make coverage`, and commit it."""
    stored = coverage.PAGE.read_text(encoding="utf-8")
    assert stored == coverage.page(), "docs/coverage.md is out of date: run `make coverage`"


def test_sixty_rows_of_the_catalogue_are_caught():
    """At least sixty kinds of mistakes have a message of their own and a program that proves it."""
    found = [each for topic in WRITTEN for each in coverage.caught(topic)]
    assert len(coverage.catalogue_rows(found)) >= coverage.WANTED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sections": ("No such heading",)}, "no heading 'No such heading'"),
        ({"checks": {"word_count": ("test_a_large_vocabulary",)}}, "no exercise 'word_count'"),
        ({"checks": {"run_all": ("test_nothing",)}}, "no hidden check 'test_nothing'"),
        ({"checks": {"run_all": ("test_too_slow",)}}, "no hidden check 'test_too_slow'"),
        ({"checks": {}}, "needs a section, an exercise and a check"),
        ({"number": 2}, "not 1 to 38"),
    ],
)
def test_a_row_that_names_what_is_not_there_is_told(monkeypatch, changes, told):
    """A row with a wrong heading, exercise, check or number is named in words."""
    rows = [replace(FIRST, **changes), *coverage.rows()[1:]]
    monkeypatch.setattr(coverage, "rows", lambda: rows)
    assert any(told in fault for fault in coverage.faults())


def test_only_what_the_bank_proves_counts():
    """A misconception that no program of the bank has to get is not called caught."""
    each = coverage.caught(WRITTEN[0])[0]
    assert each.is_proved
    assert not replace(each, bank=()).is_proved
    unnamed = replace(each.known, raised=None, printed=None, blocked=None)
    assert not replace(each, known=unnamed, checks=()).is_proved
