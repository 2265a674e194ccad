"""The same submissions again and again on a busy machine: `make steady`.

Every reference and every program of the bank is judged fifty times: a right one by all of its
checks under every start method, a wrong one until its first failed check. A right one must never be
refused, a wrong one never pass, and its diagnosis be the one that its file names. Each verdict is
noted in .campaigns/steady.jsonl under the hash of all that it depends on, so that the run can be
stopped (`--minutes`) and taken up again, on another day; what was judged by another engine does not
count. The figures are written to docs/steadiness.md, those of a part only if `--page` asks for it,
and with them what they are the sums of, to tests/steadiness.jsonl: another machine that has the
repository, the same engine and the same Python goes on from there.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder import bank
from autograder.bank import Entry
from autograder.judges import Task, available_cores, run_all
from autograder.store import key_of
from course.run.place import GraderFault
from course.topics import topic
from course.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".campaigns" / "steady.jsonl"
SUMS = ROOT / "tests" / "steadiness.jsonl"
PAGE = ROOT / "docs" / "steadiness.md"
TIMES = 50
KEY_LENGTH = 16
JUDGES_A_CORE = 3
"""At work at once. Beside the load nothing idles, so idling can't tell how many there should be."""

Kept = tuple[str, str | None]
"""A verdict and the misconception that was named with it."""


@dataclass(frozen=True)
class Figures:
    """Of one topic: programs, how often they were judged, and how often wrongly."""

    right: int = 0
    right_runs: int = 0
    refusals: int = 0
    wrong: int = 0
    wrong_runs: int = 0
    passes: int = 0
    diagnosed: int = 0
    """Times that a wrong program was told just the misconception that its file names."""
    fewest: int = 0
    """Times that the least judged program was judged."""


def key(entry: Entry, level: str) -> str:
    """The hash of what the verdict of this entry depends on, shortened."""
    modules = {entry.exercise: entry.text}
    return key_of(topic(entry.topic), entry.exercise, modules, level)[:KEY_LENGTH]


def name_of(entry: Entry) -> str:
    """`exercise/program`."""
    return f"{entry.exercise}/{entry.name}"


def entries(slugs: Sequence[str]) -> list[Entry]:
    """What is to be judged: stubs excepted, which nothing is run of."""
    return [
        entry
        for each in bank.topics(slugs)
        for entry in (*bank.from_notebooks(each), *bank.entries(each))
        if entry.expected is not Verdict.NOT_ATTEMPTED
    ]


class Notes:
    """Verdicts by key: how often, from runs that were summed up, and a line each since then."""

    def __init__(self, path: Path, sums: Path) -> None:
        self._path = path
        self._sums = sums
        self.verdicts: dict[str, Counter[Kept]] = defaultdict(Counter)
        for file in (sums, path):
            for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
                try:
                    noted = json.loads(line)
                    kept = (noted["verdict"], noted["misconception"])
                    self.verdicts[noted["key"][:KEY_LENGTH]][kept] += noted.get("times", 1)
                except (ValueError, KeyError, TypeError):  # the line at which a run was ended
                    continue

    def add(
        self, key: str, name: str, verdict: str, misconception: str | None, detail: str = ""
    ) -> None:
        """`detail` is what was seen, where that was not what the program's file says."""
        self.verdicts[key][verdict, misconception] += 1
        noted = {"key": key, "name": name, "verdict": verdict, "misconception": misconception}
        if detail:
            noted["detail"] = detail
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(noted) + "\n")

    def sum_up(self, names: dict[str, str]) -> None:
        """Write how often each of these keys got which verdict, and forget the single lines.

        `names` are the programs' by key. Keys that are not among them are of an engine, or of
        programs, that are no more.
        """
        lines = [
            {"name": name, "key": key, "verdict": verdict, "misconception": named, "times": times}
            for key, name in sorted(names.items(), key=lambda item: item[1])
            for (verdict, named), times in sorted(self.verdicts[key].items(), key=str)
        ]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        whole = self._sums.with_suffix(".new")
        whole.write_text(text, encoding="utf-8")
        whole.replace(self._sums)
        self._path.unlink(missing_ok=True)


def run(todo: Sequence[Entry], notes: Notes, *, times: int, until: float, jobs: int) -> None:
    """Judge whatever was judged least, until all were judged so often or the time is over."""
    keys = {entry: key(entry, "bubblewrap") for entry in todo}
    asked = list(_rounds(todo, keys, notes, times))
    tasks = [
        Task(
            key=str(number),
            kind=f"{entry.exercise} {entry.expected}",
            call=bank.judge_entry,
            args=(entry, "bubblewrap", None, 0, not entry.is_right),
        )
        for number, entry in enumerate(asked)
    ]
    with closing(run_all(tasks, jobs)) as judged:
        for done in judged:
            entry = asked[int(done.key)]
            if done.died:
                raise GraderFault(f"judges died of {name_of(entry)}")
            odd = not (done.result.verdict_is_right and done.result.diagnosis_is_right)
            verdict, named = done.result.verdict.value, done.result.misconception
            detail = done.result.detail if odd else ""
            notes.add(keys[entry], name_of(entry), verdict, named, detail)
            if time.monotonic() > until:
                return


def _rounds(
    todo: Sequence[Entry], keys: dict[Entry, str], notes: Notes, times: int
) -> Iterator[Entry]:
    have = {entry: notes.verdicts[keys[entry]].total() for entry in todo}
    for number in range(times):
        yield from (entry for entry in todo if have[entry] <= number)


def figures(todo: Sequence[Entry], notes: Notes) -> dict[str, Figures]:
    """By topic."""
    found = {}
    for slug in dict.fromkeys(entry.topic for entry in todo):
        of_topic = [entry for entry in todo if entry.topic == slug]
        counts = [(e, notes.verdicts[key(e, "bubblewrap")]) for e in of_topic]
        right = [(entry, count) for entry, count in counts if entry.is_right]
        wrong = [(entry, count) for entry, count in counts if not entry.is_right]
        found[slug] = Figures(
            right=len(right),
            right_runs=sum(count.total() for _, count in right),
            refusals=sum(count.total() - passes(count) for _, count in right),
            wrong=len(wrong),
            wrong_runs=sum(count.total() for _, count in wrong),
            passes=sum(passes(count) for _, count in wrong),
            diagnosed=sum(
                times
                for entry, count in wrong
                for (_, named), times in count.items()
                if named == entry.misconception
            ),
            fewest=min(count.total() for _, count in counts),
        )
    return found


def passes(count: Counter[Kept]) -> int:
    """How often a program passed."""
    return sum(times for (verdict, _), times in count.items() if verdict == Verdict.PASSED.value)


def page(found: dict[str, Figures], times: int) -> str:
    """docs/steadiness.md."""
    rows = [
        f"| {slug} | {f.right} | {f.right_runs} | {f.refusals} | {f.wrong} | {f.wrong_runs} "
        f"| {f.passes} | {f.diagnosed} | {f.fewest} |"
        for slug, f in found.items()
    ]
    return _PAGE.format(
        cores=os.cpu_count(),
        python=platform.python_version(),
        rows="\n".join(rows),
        refusals=sum(f.refusals for f in found.values()),
        passes=sum(f.passes for f in found.values()),
        runs=sum(f.right_runs + f.wrong_runs for f in found.values()),
        wrong=sum(f.wrong_runs for f in found.values()),
        diagnosed=sum(f.diagnosed for f in found.values()),
        times=times,
        state="complete"
        if all(f.fewest >= times for f in found.values())
        else "not complete: the last column says how often each program was judged at least",
    )


_PAGE = """# Steadiness

The references and every program of the bank, judged again and again while as many other processes
as there are cores compute without a pause ({cores} cores, Python {python}). Written by

    make steady

which can be stopped and goes on where it was (`python -m tools.busy -- python -m tools.steady
--minutes 30`). Verdicts of another engine, or of checks that were changed since, do not count;
those that do stand in tests/steadiness.jsonl, so that another machine goes on from there.

| topic | right | judged | refused | wrong | judged | passed | diagnosed | times at least |
|---|---|---|---|---|---|---|---|---|
{rows}

In {runs} judgings: {refusals} right programs refused, {passes} wrong ones passed, and of {wrong}
diagnoses {diagnosed} named just the misconception that stands in the program's file. The aim is
{times} times each; this table is {state}.
"""


def main(arguments: Sequence[str]) -> int:
    """Judge for a while, write the page, and fail if a verdict was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.steady", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="TOPIC")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--page", action="store_true", help="write docs/steadiness.md anyway")
    parser.add_argument("--jobs", type=int, default=JUDGES_A_CORE * available_cores())
    options = parser.parse_args(arguments)
    notes = Notes(KEPT, SUMS)
    until = time.monotonic() + 60 * options.minutes
    chosen = entries(options.topics)
    run(chosen, notes, times=options.times, until=until, jobs=options.jobs)
    every = entries(())
    found = figures(every, notes)
    if options.page or all(f.fewest >= options.times for f in found.values()):
        PAGE.write_text(page(found, TIMES), encoding="utf-8")
        notes.sum_up({key(entry, "bubblewrap"): name_of(entry) for entry in every})
    wrong = sum(f.refusals + f.passes for f in found.values())
    print(f"{sum(f.right_runs + f.wrong_runs for f in found.values())} judgings, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
