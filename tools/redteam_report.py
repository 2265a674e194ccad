"""Runs the red team and writes what it found: docs/redteam.md.

What has been judged is kept in build/redteam.json under the hash of the attack and of the engine,
so that a run can be stopped and taken up again, and a changed engine is attacked anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograder.store import engine_hash
from tools.redteam import ROOT, Attack, Canaries, Trial, try_out
from tools.redteam_stock import StockCourse, StockTrial

TABLE = ROOT / "docs" / "redteam.md"
KEPT = ROOT / "build" / "redteam.json"

GROUPS = {
    "forging": "Forging the verdict",
    "pretending": "Pretending to be parallel",
    "reading": "Reading what it shouldn't",
    "breaking": "Breaking the grader",
}


class Kept:
    """Results of earlier runs, by attack and engine."""

    def __init__(self, path: Path = KEPT) -> None:
        self._path = path
        self._records: dict[str, Any] = {}
        if path.exists():
            self._records = json.loads(path.read_text(encoding="utf-8"))

    def get(self, key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if key not in self._records:
            self._records[key] = make()
            self._path.parent.mkdir(exist_ok=True)
            self._path.write_text(json.dumps(self._records, indent=1), encoding="utf-8")
        found: dict[str, Any] = self._records[key]
        return found


def run(attacks: Sequence[Attack], around: Canaries, *, is_all: bool) -> int:
    """Judge all that was not judged yet; returns 0 if every attack that must fail has failed."""
    kept = Kept()
    rows = []
    with StockCourse() as stock:
        for number, attack in enumerate(attacks, 1):
            ours = Trial(
                **kept.get(
                    _key("bubblewrap", attack, engine_hash()),
                    lambda attack=attack: asdict(try_out(attack, around)),  # type: ignore[misc]
                )
            )
            theirs = StockTrial(
                **kept.get(
                    _key("stock", attack, ""),
                    lambda attack=attack: asdict(stock.try_out(attack)),  # type: ignore[misc]
                )
            )
            rows.append((attack, ours, theirs))
            mark = "!!" if is_lost(attack, ours) else "  "
            line = f"{number:3} {mark} {attack.id:<44}{ours.verdict:<14}{ours.seconds:5.0f} s"
            print(f"{line}  {'; '.join(ours.faults)}", flush=True)
    lost = [attack.id for attack, ours, _ in rows if is_lost(attack, ours)]
    if is_all and not lost:
        TABLE.write_text(page(rows), encoding="utf-8")
    if lost:
        print(f"{len(lost)} attacks succeeded: {', '.join(lost)}", file=sys.stderr)
    return 1 if lost else 0


def _key(kind: str, attack: Attack, engine: str) -> str:
    text = f"{kind} {attack.id} {engine} {attack.text}"
    return f"{attack.id} {kind} {sha256(text.encode()).hexdigest()[:16]}"


def is_lost(attack: Attack, ours: Trial) -> bool:
    """Whether an attack succeeded that the threat model says is stopped."""
    return bool(ours.faults) and not attack.not_stopped


def page(rows: Sequence[tuple[Attack, Trial, StockTrial]]) -> str:
    """The page docs/redteam.md."""
    stopped = [row for row in rows if not row[1].faults]
    applicable = [row for row in rows if row[2].applies]
    won = [row for row in applicable if row[2].verdict(row[0].worth).startswith("**")]
    beside = sorted(ours.beside for _, ours, _ in rows if ours.beside is not None)
    parts = [
        _HEAD.format(
            all=len(rows),
            stopped=len(stopped),
            rest=len(rows) - len(stopped),
            applicable=len(applicable),
            won=len(won),
            beside=len(beside),
            slowest=beside[-1] if beside else 0.0,
        )
    ]
    for group, title in GROUPS.items():
        parts.append(f"\n## {title}\n\n{_COLUMNS}\n")
        parts += [_row(*row) for row in rows if row[0].group == group]
    beyond = [row for row in rows if row[1].faults]
    if beyond:
        parts.append("\n## What is not stopped\n\n")
        parts += [f"- `{a.id}`: {a.not_stopped} ({'; '.join(o.faults)})\n" for a, o, _ in beyond]
    return "".join(parts)


_HEAD = """# The red team

Written by `make redteam`, which judges every module of `tests/redteam/` in the bubblewrap sandbox,
with canaries around it (secret files, an environment variable, another submission, a server on the
loopback), and the same modules in a stock nbgrader whose tests stand in the notebook's cells.

**Here:** {all} attacks; {stopped} gained no mark, read no secret, changed nothing outside, left no
process or file, and ended in a verdict; {rest} gained something (see the end of this page). While
the grader was being broken, {beside} honest submissions were judged beside it: all got full marks,
the slowest in {slowest:.0f} s.

**A stock nbgrader 0.9.6:** {applicable} of the attacks apply to it; {won} of them succeed. It ran
in a bubblewrap of ours with limits on memory, processes and files, without which some would have
taken the machine. What stands in **bold** was measured there, once.

`verdict` is what the student reads; `points` are those of the attack's honest part.
"""

_COLUMNS = "| attack | what it tries | here | a stock nbgrader |\n|---|---|---|---|"


def _row(attack: Attack, ours: Trial, theirs: StockTrial) -> str:
    points = f", {ours.points:g} points" if ours.points else ""
    here = f"{ours.verdict}{points}" if not ours.faults else f"**{'; '.join(ours.faults)}**"
    return f"| `{attack.name}` | {attack.story} | {here} | {theirs.verdict(attack.worth)} |\n"
