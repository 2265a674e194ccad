"""What isn't there after two seconds is called dead, however well it works.

Misconception: slow-is-not-dead
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
                results.append(handle.get(timeout=2))
            except multiprocessing.TimeoutError:
                raise WorkerDied("no answer within two seconds") from None
        return results
