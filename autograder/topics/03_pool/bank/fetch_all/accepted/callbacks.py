"""Callbacks note what comes; the handles are only waited for."""
import functools
import multiprocessing


def note(book, item, value):
    book[item] = value


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    pool = multiprocessing.Pool(processes)
    handles = []
    for item in items:
        handles.append(
            pool.apply_async(
                func,
                (item,),
                callback=functools.partial(note, results, item),
                error_callback=functools.partial(note, errors, item),
            )
        )
    for handle in handles:
        handle.wait(timeout)
    pool.terminate()
    pool.join()
    for item in items:
        if item not in results and item not in errors:
            errors[item] = multiprocessing.TimeoutError()
    return results, errors
