import functools
import multiprocessing
import pickle


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def call(func, item):
    """(True, result) or (False, exception), and the exception is one that survives the journey."""
    try:
        return True, func(item)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return False, error


def robust_map(func, items, processes=2):
    before = multiprocessing.active_children()
    with multiprocessing.Pool(processes) as pool:
        team = [p for p in multiprocessing.active_children() if p not in before]
        handle = pool.map_async(functools.partial(call, func), items, chunksize=1)
        # the pool replaces a worker who is gone and says nothing: so look at the first team
        while not handle.ready():
            handle.wait(0.1)
            if not handle.ready() and not all(worker.is_alive() for worker in team):
                raise WorkerDied("somebody of the team is gone")
        pairs = handle.get()
    for good, value in pairs:
        if not good:
            raise value
    return [value for _, value in pairs]
