"""A lambda catches SystemExit, and no worker can find a lambda.

Misconception: worker-not-importable
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(lambda item: func(item), items))
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied() from error
