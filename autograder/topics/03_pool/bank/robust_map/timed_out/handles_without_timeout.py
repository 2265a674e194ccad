"""apply_async and get(): the handle of a lost item is never ready.

Misconception: pool-waits-for-the-dead
"""
import multiprocessing


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    with multiprocessing.Pool(processes) as pool:
        handles = [pool.apply_async(func, (item,)) for item in items]
        results = []
        for handle in handles:
            try:
                results.append(handle.get())
            except SystemExit:
                raise WorkerDied() from None
        return results
