"""The learner has read fetch's docstring and believes that these are all the exceptions there are.

Misconception: only-expected-exceptions
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            try:
                results[item] = handle.get(timeout)
            except (OSError, ValueError, KeyError, multiprocessing.TimeoutError) as error:
                errors[item] = error
    return results, errors
