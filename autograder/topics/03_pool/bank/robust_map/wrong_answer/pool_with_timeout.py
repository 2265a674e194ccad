"""An ordinary Pool, and whoever takes longer than two seconds is taken for dead.

Misconception: slow-is-not-dead
"""

import multiprocessing


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    with multiprocessing.Pool(processes) as pool:
        handles = [pool.apply_async(func, (item,)) for item in items]
        try:
            return [handle.get(timeout=2) for handle in handles]
        except multiprocessing.TimeoutError:
            raise WorkerDied("no answer") from None
