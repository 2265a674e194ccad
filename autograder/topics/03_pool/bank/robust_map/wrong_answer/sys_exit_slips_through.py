"""sys.exit in a worker comes back as SystemExit, which would end the caller's program.

Misconception: sys-exit-slips-through
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except BrokenProcessPool as error:
        raise WorkerDied("a worker is gone") from error
