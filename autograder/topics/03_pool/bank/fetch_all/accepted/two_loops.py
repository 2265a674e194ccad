import multiprocessing
import pickle


def try_it(func, item):
    """Never raises: (True, result) or (False, exception). So sys.exit() can't end the worker."""
    try:
        return True, func(item)
    except BaseException as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return False, error


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(try_it, (func, item)) for item in items}
        for item, handle in handles.items():
            try:
                good, value = handle.get(timeout)
            except Exception as error:
                good, value = False, error
            (results if good else errors)[item] = value
    return results, errors
