"""shutdown(wait=False): after an ordinary exception the workers go on for themselves.

Misconception: others-left-running
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    executor = ProcessPoolExecutor(processes)
    try:
        futures = [executor.submit(func, item) for item in items]
        return [future.result() for future in futures]
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied() from error
    finally:
        executor.shutdown(wait=False)
