"""as_completed gives the results in the order in which they are ready.

Misconception: completion-order
"""
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            futures = [executor.submit(func, item) for item in items]
            return [future.result() for future in as_completed(futures)]
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied() from error
