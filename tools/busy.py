"""Runs a command while every core is kept busy by something else: `python -m tools.busy -- CMD …`.

For tests of steadiness. The load ends with the command, whatever becomes of it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

_SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    sum(range(100_000))\n"


@contextlib.contextmanager
def load(processes: int) -> Iterator[None]:
    """So many processes compute without a pause meanwhile."""
    spinners = [
        subprocess.Popen([sys.executable, "-I", "-S", "-c", _SPIN]) for _ in range(processes)
    ]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def main(arguments: Sequence[str]) -> int:
    """Run the command under load; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.busy",
        usage="%(prog)s -- COMMAND [ARGUMENT ...]",
        description="Run a command while every core is kept busy by something else.",
    )
    parser.add_argument("command", nargs="+", help="what to run, with its arguments")
    command = parser.parse_args(arguments).command
    with load(os.cpu_count() or 1):
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
