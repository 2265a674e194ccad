"""`except Exception`: an ordinary ValueError of func becomes WorkerDied, too.

Misconception: every-error-is-a-death
"""
from concurrent.futures import ProcessPoolExecutor


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except (Exception, SystemExit) as error:
        raise WorkerDied(str(error)) from error
