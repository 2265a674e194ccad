import multiprocessing
import pickle
import time


def safe_call(func, item):
    # the answer is a list of two things, so that None and 0 are no problem
    try:
        value = func(item)
        return ["result", value]
    except BaseException as error:  # also SystemExit, otherwise the worker is gone
        return ["error", make_sendable(error)]


def make_sendable(error):
    # some exceptions break when they are unpickled, try it here and not in the parent
    try:
        pickle.loads(pickle.dumps(error))
        return error
    except Exception:
        return RuntimeError(repr(error))


def fetch_all(func, items, processes=4, timeout=10.0):
    results = {}
    errors = {}
    pool = multiprocessing.Pool(processes)
    try:
        # ask for all
        handles = []
        for item in items:
            handles.append(pool.apply_async(safe_call, (func, item)))

        # collect, everybody has the same deadline
        deadline = time.monotonic() + timeout
        for item, handle in zip(items, handles):
            left = deadline - time.monotonic()
            if left < 0:
                left = 0
            try:
                kind, value = handle.get(left)
            except multiprocessing.TimeoutError as error:
                errors[item] = error
            except Exception as error:  # the result could not be sent
                errors[item] = error
            else:
                if kind == "result":
                    results[item] = value
                else:
                    errors[item] = value
    finally:
        # fire alarm, do not wait for the slow one
        pool.terminate()
        pool.join()
    return results, errors
