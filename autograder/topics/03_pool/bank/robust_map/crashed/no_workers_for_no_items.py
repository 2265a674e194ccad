"""min(processes, len(items)) workers: none for no items.

Misconception: pool-of-no-workers
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(min(processes, len(items))) as executor:
            return list(executor.map(func, items))
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied() from error
