"""map in a try: the first failure takes the results of all others along.

Misconception: one-failure-fails-map
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        try:
            values = pool.map_async(func, items).get(timeout)
            for item, value in zip(items, values):
                results[item] = value
        except Exception as e:
            for item in items:
                errors[item] = e
    return results, errors
