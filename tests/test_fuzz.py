"""The short form of `make fuzz`: a hundred damaged notebooks, as hypothesis draws them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.nbgrader_course import ROOT
from course.topics import present_topics
from tools import fuzz
from tools.damage import damaged

SLUGS = [each.slug for each in present_topics(ROOT)]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.randoms(use_true_random=False), slug=st.sampled_from(SLUGS))
def test_a_damaged_notebook_is_mended_or_refused(tmp_path: Path, draw: Random, slug: str) -> None:
    """It ends sound, with what stood in it and nothing else, or in a sentence."""
    assert fuzz.try_file(damaged(draw, fuzz.solved(slug)), slug, tmp_path) in (
        "unreadable",
        "mended",
        "untouched",
    )


def test_the_fuzzer_sees_an_invented_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that put somebody else's solution into the cell would be found."""
    data = json.dumps(fuzz.solved("03_pool")).encode()
    assert fuzz.try_file(data, "03_pool", tmp_path) == "untouched"
    real = fuzz.read_submission

    def generous(path: Path, topic: object) -> object:
        found = real(path, topic)
        module = found.modules["count_primes"]
        object.__setattr__(module, "text", module.text + "\nprint('from the reference')\n")
        return found

    monkeypatch.setattr(fuzz, "read_submission", generous)
    with pytest.raises(AssertionError, match="not given"):
        fuzz.try_file(data, "03_pool", tmp_path)


def test_the_same_draws_give_the_same_file() -> None:
    """A case that fails can be looked at again by its seed."""
    base = fuzz.solved("03_pool")
    assert damaged(Random("7"), base) == damaged(Random("7"), base)
    assert len({damaged(Random(str(n)), base) for n in range(20)}) > 10


@pytest.mark.campaign
def test_damaged_notebooks_are_graded_in_a_class() -> None:
    """Nobody gets a mark for what was not handed in, and the honest student keeps theirs."""
    assert fuzz.grade_sample(8, 1).faults == []
