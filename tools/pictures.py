"""The pictures of the README, drawn from real runs: `make pictures`.

Times and pids differ from run to run, so they are drawn anew when the picture itself changes, and
not compared in the tests.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from course import picture
from course.run.outcome import Outcome
from course.run.runner import Call, Runner

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"

JOIN_BEFORE_GET = '''\
import multiprocessing


def count(path, results):
    """Pretend to have read a large file."""
    results.put("word " * 200_000)


def count_all(paths):
    results = multiprocessing.Queue()
    worker = multiprocessing.Process(target=count, args=(paths[0], results))
    worker.start()
    worker.join()
    return results.get()
'''

LOST_UPDATE = """\
import multiprocessing


def sell(seats, times):
    for _ in range(times):
        seats.value -= 1


def sell_all(seats_left):
    seats = multiprocessing.Value("i", seats_left)
    sellers = [multiprocessing.Process(target=sell, args=(seats, 3)) for _ in range(2)]
    for seller in sellers:
        seller.start()
    for seller in sellers:
        seller.join()
    return seats.value
"""


def run(name: str, text: str, function: str, *args: object, widen: bool = False) -> Outcome:
    """Call a function of a small module, as a check would."""
    with Runner({name: text}) as runner:
        return runner.call(
            Call(name, function, args, method="fork", deadline=10, widen=widen, gate=2 * widen)
        )


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m tools.pictures", description="Draw the README's pictures from real runs."
    ).parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    stuck = run("word_count", JOIN_BEFORE_GET, "count_all", ["large.txt"])
    if stuck.blocked is None:
        print("the deadlock was not explained", file=sys.stderr)
        return 1
    svg = picture.draw(
        stuck.events, title="join() before get(): a deadlock", explanation=stuck.blocked
    )
    (FOLDER / "deadlock.svg").write_text(svg, encoding="utf-8")
    print(stuck.blocked.sentence)
    race = run("tickets", LOST_UPDATE, "sell_all", 10, widen=True)
    counter = next(e["obj"] for e in race.events if e["k"] == "write")
    svg = picture.draw_interleaving(race.events, counter)
    (FOLDER / "race.svg").write_text(svg, encoding="utf-8")
    print(f"two sellers sold 6 of 10 seats; left: {race.value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
