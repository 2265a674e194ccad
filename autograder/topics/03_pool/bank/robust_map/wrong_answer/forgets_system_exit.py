"""Catches BrokenProcessPool alone, so sys.exit() in func ends the caller.

Misconception: sys-exit-slips-through
"""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except BrokenProcessPool as error:
        raise WorkerDied("a worker died") from error
