"""results is a list; which result belongs to which item is lost.

Misconception: list-not-dict
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = [], []
    with multiprocessing.Pool(processes) as pool:
        handles = [pool.apply_async(func, (item,)) for item in items]
        for handle in handles:
            try:
                results.append(handle.get(timeout))
            except Exception as e:
                errors.append(e)
    return results, errors
