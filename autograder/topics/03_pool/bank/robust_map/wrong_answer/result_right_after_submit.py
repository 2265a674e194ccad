"""submit(...).result() waits for each item before the next is handed out.

Misconception: get-right-after-asking
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return [executor.submit(func, item).result() for item in items]
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied() from error
