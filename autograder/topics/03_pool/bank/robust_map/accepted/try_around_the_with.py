"""As Hint 2 says, a try around the executor's with block and one except for both."""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied(str(error)) from error
