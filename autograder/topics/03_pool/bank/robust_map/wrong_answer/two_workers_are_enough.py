"""processes is not used.

Misconception: processes-ignored
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(max_workers=2) as executor:
            return list(executor.map(func, items))
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied() from error
