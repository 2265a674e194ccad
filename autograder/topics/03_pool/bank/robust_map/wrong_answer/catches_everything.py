"""`except BaseException` makes a WorkerDied of ordinary exceptions, too.

Misconception: every-error-is-a-death
"""

from concurrent.futures import ProcessPoolExecutor


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except BaseException as error:
        raise WorkerDied(repr(error)) from error
