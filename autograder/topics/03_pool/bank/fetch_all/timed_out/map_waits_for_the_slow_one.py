"""The worker catches everything, but map waits for the last item.

Misconception: get-without-timeout
"""
import functools
import multiprocessing


def attempt(func, item):
    try:
        return func(item), None
    except Exception as e:
        return None, e


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        answers = pool.map(functools.partial(attempt, func), items, chunksize=1)
    for item, (value, error) in zip(items, answers):
        if error is None:
            results[item] = value
        else:
            errors[item] = error
    return results, errors
