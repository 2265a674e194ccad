"""No with; a dict by index filled with as_completed, and shutdown in a finally."""

from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    executor = ProcessPoolExecutor(processes)
    try:
        place_of = {executor.submit(func, item): place for place, item in enumerate(items)}
        results = [None] * len(place_of)
        for future in as_completed(place_of):
            results[place_of[future]] = future.result()
        return results
    except (BrokenProcessPool, SystemExit):
        raise WorkerDied("a worker is gone") from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
