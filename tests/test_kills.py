"""The short form of `make kills`."""

from __future__ import annotations

import pytest

from tools import kills


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_run_that_is_killed_three_times_ends_like_an_undisturbed_one() -> None:
    """All of it, a worker, its first process: no mark lost or invented, no process left."""
    found = kills.campaign(3, seed=7, students=("ann", "finn"))
    assert sum(found.kills.values()) == 3
    assert found.ends >= 1
    assert found.faults == []
