"""A wrapper that catches, defined inside of fetch_all: no worker can find it.

Misconception: worker-not-importable
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    def attempt(item):
        try:
            return func(item), None
        except Exception as e:
            return None, e

    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        for item, (value, error) in zip(items, pool.map(attempt, items)):
            if error is None:
                results[item] = value
            else:
                errors[item] = error
    return results, errors
