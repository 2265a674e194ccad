"""The red team's short form: a few attacks, and that the table in docs/ speaks of all of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest

from autograder import sandbox
from tools.redteam.attacks import Attack, attacks
from tools.redteam.canaries import Canaries, canaries
from tools.redteam.report import GROUPS, TABLE, is_lost, page
from tools.redteam.stock import StockTrial
from tools.redteam.trial import Trial, assess, try_out

pytestmark = [
    pytest.mark.redteam,
    pytest.mark.skipif(
        sandbox.bubblewrap_problem() is not None and not os.environ.get("CI"),
        reason="bubblewrap does not work here",
    ),
]

SHORT = (
    "forging/report_of_a_grader_fault",
    "forging/values_that_collide",
    "pretending/gate_by_the_dead",
    "pretending/idle_workers_and_a_sieve",
    "pretending/idle_workers_who_come_late",
    "reading/home",
    "reading/loopback",
    "breaking/memory_nobody_maps",
    "breaking/witness_confused",
)


@pytest.fixture(scope="module")
def around() -> Iterator[Canaries]:
    with canaries() as placed:
        yield placed


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
def test_an_attack_gains_nothing(around: Canaries, name: str) -> None:
    """No mark, no secret, no harm; `make redteam` tries all of them."""
    (attack,) = attacks([name])
    assert try_out(attack, around).faults == []


def test_there_are_a_hundred_attacks_and_each_says_what_it_tries() -> None:
    """Every file has a sentence, and its honest part is worth what the exercise can be worth."""
    every = attacks()
    assert len(every) >= 100
    assert {attack.group for attack in every} == set(GROUPS)
    for attack in every:
        assert attack.story.endswith(".") and 0 <= attack.worth <= 2, attack.id
    assert set(SHORT) <= {attack.id for attack in every}


def test_the_canaries_would_be_heard(around: Canaries) -> None:
    """A secret that comes back, a call, a changed file and a gained mark are all faults."""
    (attack,) = attacks(["reading/home"])
    assert str(around.home) in around.aimed(attack)
    assert "@@" not in around.aimed(attack)
    before = around.state()
    around.files["OTHER"].write_text("changed")
    assert around.state() != before
    trial = Trial(
        verdict="grader_error", points=0.5, leaked=["canary"], left=["a process"], costs=1
    )
    assess(attack, trial, changed=True, called=True)
    assert len(trial.faults) == 7
    assert is_lost(attack, trial)


def test_the_table_speaks_of_every_attack() -> None:
    """docs/redteam.md is as `make redteam` writes it for the attacks that there are."""
    text = TABLE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    every = attacks()
    assert sorted((name, story) for name, story, _, _ in rows) == sorted(
        (attack.name, attack.story) for attack in every
    )
    beyond = {attack.name for attack in every if attack.not_stopped}
    for name, _, here, _ in rows:
        assert name in beyond or not here.startswith("**"), name


def test_a_page_tells_what_won() -> None:
    """Who gained anything is named at the end, and a stock nbgrader's losses are in bold."""
    attack = Attack("forging", "x", "Tries x.", 0.0, "nobody can.", "pass")
    lost = Trial(verdict="passed", points=2.0, faults=["gained 2 points"])
    text = page([(attack, lost, StockTrial(points=1.5))], now=1)
    assert "- `forging/x`: nobody can. (gained 2 points)" in text
    assert "**gains 1.5 of 2 points**" in text
    assert StockTrial(points=0.0).verdict(0.0) == "holds (0 points)"
