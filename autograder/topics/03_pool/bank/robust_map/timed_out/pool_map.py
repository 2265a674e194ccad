"""A Pool replaces a dead worker and forgets its item: map waits for ever.

Misconception: pool-waits-for-the-dead
"""
import multiprocessing


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with multiprocessing.Pool(processes) as pool:
            return pool.map(func, items)
    except (OSError, EOFError, SystemExit) as error:
        raise WorkerDied() from error
