"""Runs the red team and writes what it found: docs/redteam.md.

What has been judged is kept in .campaigns/redteam.jsonl with the hashes of the attack, of the
engine and of the checks, so that a run can be stopped and taken up again, and what has changed is
attacked anew. What a stock nbgrader does depends on the attack alone, takes half an hour for all,
and is kept in the repository.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from autograder.store import checks_hash, engine_hash
from course.topics import topic
from tools.redteam.attacks import EXERCISE, ROOT, SLUG, Attack
from tools.redteam.canaries import Canaries
from tools.redteam.stock import StockCourse, StockTrial, applies
from tools.redteam.trial import Trial, try_out

T = TypeVar("T", Trial, StockTrial)

TABLE = ROOT / "docs" / "redteam.md"
KEPT = {
    Trial: ROOT / ".campaigns" / "redteam.jsonl",
    StockTrial: ROOT / "tests" / "redteam" / "stock.jsonl",
}

GROUPS = {
    "forging": "Forging the verdict",
    "pretending": "Pretending to be parallel",
    "reading": "Reading what it shouldn't",
    "breaking": "Breaking the grader",
}


class Kept:
    """Results of earlier runs, one line of JSON each; the last one for an attack counts."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, Any]] = {}
        for path in KEPT.values():
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                with contextlib.suppress(ValueError, KeyError):  # the line at which a run was ended
                    record: dict[str, Any] = json.loads(line)
                    self._records[record["key"]] = record

    def find(self, attack: Attack, kind: type[T], engine: str | None = None) -> T | None:
        """What was kept of this attack, or None; with `engine`, only if judged by that one."""
        record = self._records.get(_key(attack, kind))
        if record is None or engine not in (None, record["engine"]):
            return None
        return kind(**record["result"])

    def get(self, attack: Attack, engine: str, make: Callable[[Attack], T], kind: type[T]) -> T:
        """What was kept of this attack, or else is made now and kept."""
        if (found := self.find(attack, kind, engine)) is not None:
            return found
        made = make(attack)
        record = {"key": _key(attack, kind), "engine": engine, "result": asdict(made)}
        self._records[_key(attack, kind)] = record
        KEPT[kind].parent.mkdir(exist_ok=True)
        with KEPT[kind].open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        return made


def _key(attack: Attack, kind: type[T]) -> str:
    return f"{kind.__name__} {attack.id} {sha256(attack.text.encode()).hexdigest()[:16]}"


def _judge() -> str:
    """What a verdict depends on besides the attack: the engine, and the checks of the exercise."""
    return f"{engine_hash()} {checks_hash(topic(SLUG), EXERCISE)}"


def run(attacks: Sequence[Attack], around: Canaries, *, stock: bool = True) -> int:
    """Judge all that was not judged yet; returns 0 if every attack that must fail has failed."""
    kept = Kept()
    lost = []
    with contextlib.ExitStack() as stack:
        course: list[StockCourse] = []

        def try_stock(attack: Attack) -> StockTrial:
            if not applies(attack):
                return StockTrial(applies=False)
            if not course:
                course.append(stack.enter_context(StockCourse()))
            return course[0].try_out(attack)

        for number, attack in enumerate(attacks, 1):
            ours = kept.get(attack, _judge(), partial(try_out, around=around), Trial)
            if stock:
                kept.get(attack, "", try_stock, StockTrial)
            mark = "  "
            if is_lost(attack, ours):
                lost.append(attack.id)
                mark = "!!"
            line = f"{number:3} {mark} {attack.id:<44}{ours.verdict:<14}{ours.seconds:5.0f} s"
            print(f"{line}  {'; '.join(ours.faults)}", flush=True)
    if lost:
        print(f"{len(lost)} attacks succeeded: {', '.join(lost)}", file=sys.stderr)
    return 1 if lost else 0


def write_page(attacks: Sequence[Attack]) -> None:
    """Write docs/redteam.md from all that was judged, and say what was not."""
    kept = Kept()
    rows = [(each, kept.find(each, Trial), kept.find(each, StockTrial)) for each in attacks]
    now = sum(kept.find(each, Trial, _judge()) is not None for each in attacks)
    TABLE.write_text(page(rows, now), encoding="utf-8")


def is_lost(attack: Attack, ours: Trial) -> bool:
    """Whether an attack succeeded that the threat model says is stopped."""
    return bool(ours.faults) and not attack.not_stopped


def page(rows: Sequence[tuple[Attack, Trial | None, StockTrial | None]], now: int) -> str:
    """The page docs/redteam.md; `now` of the rows were judged by the engine as it is."""
    judged = [(attack, ours) for attack, ours, _ in rows if ours is not None]
    tried = [(attack, stock) for attack, _, stock in rows if stock is not None and stock.applies]
    won = [attack for attack, stock in tried if stock.verdict(attack.worth).startswith("**")]
    beyond = [(attack, ours) for attack, ours in judged if ours.faults]
    beside = sorted(ours.beside for _, ours in judged if ours.beside is not None)
    parts = [
        _HEAD.format(
            all=len(rows),
            judged=len(judged),
            now=now,
            stopped=len(judged) - len(beyond),
            rest=f"{len(beyond)} gained something (see the end of this page)"
            if beyond
            else "none gained anything",
            applicable=len(tried),
            won=len(won),
            beside=len(beside),
            slowest=beside[-1] if beside else 0.0,
        )
    ]
    for group, title in GROUPS.items():
        parts.append(f"\n## {title}\n\n{_COLUMNS}\n")
        parts += [_row(*row) for row in rows if row[0].group == group]
    if beyond:
        parts.append("\n## What is not stopped\n\n")
        parts += [f"- `{a.id}`: {a.not_stopped} ({'; '.join(o.faults)})\n" for a, o in beyond]
    return "".join(parts)


_HEAD = """# The red team

Written by `make redteam`, which judges every module of `tests/redteam/` in the bubblewrap sandbox,
with canaries around it (secret files, an environment variable, another submission, a server on the
loopback), and the same modules in a stock nbgrader whose tests stand in the notebook's cells.

**Here:** {judged} of {all} attacks judged, {now} of them with the engine as it is. {stopped} gained
no mark, read no secret, changed nothing outside, left no process or file, and ended in a verdict;
{rest}. Beside those that take cores or memory, {beside}
honest submissions were judged meanwhile: the slowest had its full marks after {slowest:.0f} s.

**A stock nbgrader 0.9.6:** {applicable} attacks that apply to it were tried; {won} succeed. It ran
in a bubblewrap of ours with limits on memory, processes and files, without which some would have
taken the machine. What stands in **bold** was measured there, once.

`verdict` is what the student reads; `points` are those of the attack's honest part.
"""

_COLUMNS = "| attack | what it tries | here | a stock nbgrader |\n|---|---|---|---|"


def _row(attack: Attack, ours: Trial | None, stock: StockTrial | None) -> str:
    here = "not judged yet"
    if ours is not None:
        points = f", {ours.points:g} points" if ours.points else ""
        here = f"**{'; '.join(ours.faults)}**" if ours.faults else f"{ours.verdict}{points}"
    there = "not judged yet" if stock is None else stock.verdict(attack.worth)
    return f"| `{attack.name}` | {attack.story} | {here} | {there} |\n"
