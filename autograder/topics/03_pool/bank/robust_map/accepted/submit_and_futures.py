"""Submit for each item, future.result() in order, two except clauses of their own."""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    results = []
    with ProcessPoolExecutor(max_workers=processes) as executor:
        futures = [executor.submit(func, item) for item in items]
        for item, future in zip(items, futures):
            try:
                results.append(future.result())
            except BrokenProcessPool:
                raise WorkerDied(f"a worker died, noticed at {item!r}")
            except SystemExit as error:
                for later in futures:
                    later.cancel()
                raise WorkerDied(f"sys.exit({error.code}) at {item!r}")
    return results
