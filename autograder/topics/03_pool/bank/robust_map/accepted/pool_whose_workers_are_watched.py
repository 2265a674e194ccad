"""A Pool, and an eye on the processes that it began with: a pool replaces its dead."""
import multiprocessing
import pickle


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def guarded(job):
    func, item = job
    try:
        return True, func(item)
    except SystemExit as error:
        return False, WorkerDied(f"sys.exit({error.code})")
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
            return False, error
        except Exception:
            return False, RuntimeError(repr(error))


def robust_map(func, items, processes=2):
    before = multiprocessing.active_children()
    with multiprocessing.Pool(processes) as pool:
        workers = [p for p in multiprocessing.active_children() if p not in before]
        handle = pool.map_async(guarded, [(func, item) for item in items], chunksize=1)
        while not handle.ready():
            handle.wait(0.1)
            if not handle.ready() and any(w.exitcode is not None for w in workers):
                raise WorkerDied("a worker of the pool is gone")
        answers = handle.get()
        for fine, what in answers:
            if not fine:
                raise what
    return [what for fine, what in answers]
