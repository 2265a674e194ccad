import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor


class Failed:
    """Wraps an exception, so that a *returned* exception is something else."""

    def __init__(self, error):
        self.error = error


def call(func, item):
    try:
        return func(item)
    except BaseException as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return Failed(error)


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(processes)
    try:
        futures = {item: executor.submit(call, func, item) for item in items}
        for item, future in futures.items():
            try:
                value = future.result(timeout)
            except Exception as error:  # TimeoutError, or a result that can't be sent
                errors[item] = error
            else:
                if isinstance(value, Failed):
                    errors[item] = value.error
                else:
                    results[item] = value
    finally:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        executor.shutdown(wait=True, cancel_futures=True)
    return results, errors
