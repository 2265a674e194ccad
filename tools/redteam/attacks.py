"""The attacks: what each file of tests/redteam tries, and what of it is not stopped.

tests/redteam/<group>/<attack>.py   a student's module that attacks; its docstring says how
    Worth: 1.5          what its honest part earns (default 0: it solves nothing)
    Not stopped: why    what the threat model does not promise
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.checks import TOPICS_FOLDER

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = ROOT / "tests" / "redteam"
SLUG = "03_pool"
EXERCISE = "count_primes"
BANK = TOPICS_FOLDER / SLUG / "bank"


@dataclass(frozen=True)
class Attack:
    """One file of tests/redteam."""

    group: str
    name: str
    story: str
    worth: float
    not_stopped: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"


def attacks(chosen: Sequence[str] = ()) -> list[Attack]:
    """All, or those whose `group/name` begins with one of the words."""
    found = [_read(path) for path in sorted(ATTACKS.glob("*/*.py"))]
    return [a for a in found if not chosen or any(a.id.startswith(word) for word in chosen)]


def _read(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    story = ast.get_docstring(ast.parse(text)) or ""
    worth = re.search(r"^Worth: ([\d.]+)$", story, re.MULTILINE)
    beyond = re.search(r"^Not stopped: (.+)$", story, re.MULTILINE)
    return Attack(
        group=path.parent.name,
        name=path.stem,
        story=story.splitlines()[0],
        worth=float(worth[1]) if worth else 0.0,
        not_stopped=beyond[1] if beyond else "",
        text=text,
    )


def honest(exercise: str) -> str:
    """A right solution from the bank."""
    return min((BANK / exercise / "accepted").glob("*.py")).read_text(encoding="utf-8")
