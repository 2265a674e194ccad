"""submit all, then ask the futures in order; what still runs is killed on the way out."""
import multiprocessing
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    before = multiprocessing.active_children()
    executor = ProcessPoolExecutor(max_workers=processes)
    try:
        futures = [executor.submit(func, item) for item in items]
        return [future.result() for future in futures]
    except BrokenExecutor:
        raise WorkerDied("broken pool") from None
    except SystemExit:
        raise WorkerDied("sys.exit in a worker") from None
    finally:
        for child in multiprocessing.active_children():
            if child not in before:
                child.kill()
        executor.shutdown(cancel_futures=True)
