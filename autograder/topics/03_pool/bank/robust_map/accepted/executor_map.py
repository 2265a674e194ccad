"""ProcessPoolExecutor notices the death; its exception gets our name."""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied(f"a worker is gone: {error!r}") from error
