"""as_completed sees a failure as soon as it happens; results are put in their places."""
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def guarded(func, item):
    try:
        return func(item)
    except SystemExit as error:
        raise WorkerDied(f"sys.exit({error.code})") from None


def robust_map(func, items, processes=2):
    results = {}
    executor = ProcessPoolExecutor(processes)
    try:
        places = {executor.submit(guarded, func, item): n for n, item in enumerate(items)}
        for future in as_completed(places):
            results[places[future]] = future.result()
    except BrokenProcessPool as error:
        raise WorkerDied() from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return [results[n] for n in range(len(items))]
