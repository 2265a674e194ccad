"""The executor notices, but the caller gets BrokenProcessPool instead of WorkerDied.

Misconception: broken-pool-not-translated
"""
from concurrent.futures import ProcessPoolExecutor


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    with ProcessPoolExecutor(processes) as executor:
        return list(executor.map(func, items))
