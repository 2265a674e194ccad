"""WorkerDied is put into the list of results instead of being raised.

Misconception: death-swallowed
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    results = []
    with ProcessPoolExecutor(processes) as executor:
        for future in [executor.submit(func, item) for item in items]:
            try:
                results.append(future.result())
            except (BrokenProcessPool, SystemExit):
                results.append(WorkerDied())
    return results
