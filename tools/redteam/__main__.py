"""`python -m tools.redteam [GROUP/ATTACK…] [--here] [--page]`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

import tools.redteam
from tools.redteam import report
from tools.redteam.attacks import attacks
from tools.redteam.canaries import canaries


def main(arguments: Sequence[str]) -> int:
    """Judge the attacks named by their beginnings, or all; if all, write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.redteam", description=tools.redteam.__doc__
    )
    parser.add_argument("names", nargs="*", metavar="GROUP/ATTACK", help="how their names begin")
    parser.add_argument("--here", action="store_true", help="not on a stock nbgrader as well")
    parser.add_argument("--page", action="store_true", help="judge nothing, write docs/redteam.md")
    options = parser.parse_args(arguments)
    status = 0
    if not options.page:
        with canaries() as around:
            status = report.run(attacks(options.names), around, stock=not options.here)
    if options.page or not (options.names or options.here):
        report.write_page(attacks())
    return status


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends the judges, too
    sys.exit(main(sys.argv[1:]))
