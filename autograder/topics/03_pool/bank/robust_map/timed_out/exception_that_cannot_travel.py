"""A Pool with an eye on its workers; but an exception that can't be sent kills no worker.

Misconception: exception-cannot-travel
"""
import multiprocessing


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def guarded(func, item):
    try:
        return func(item)
    except SystemExit as error:
        raise WorkerDied(f"sys.exit({error.code})") from None


def robust_map(func, items, processes=2):
    before = multiprocessing.active_children()
    with multiprocessing.Pool(processes) as pool:
        workers = [p for p in multiprocessing.active_children() if p not in before]
        handles = [pool.apply_async(guarded, (func, item)) for item in items]
        while not all(handle.ready() for handle in handles):
            handles[-1].wait(0.05)
            if any(w.exitcode is not None for w in workers):
                raise WorkerDied("a worker of the pool is gone")
            if any(handle.ready() and not handle.successful() for handle in handles):
                break
        return [handle.get() for handle in handles]
