"""The items that were lost become None, and the caller learns nothing.

Misconception: death-swallowed
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    results = []
    with ProcessPoolExecutor(processes) as executor:
        futures = [executor.submit(func, item) for item in items]
        for future in futures:
            try:
                results.append(future.result())
            except (BrokenProcessPool, SystemExit):
                results.append(None)
    return results
