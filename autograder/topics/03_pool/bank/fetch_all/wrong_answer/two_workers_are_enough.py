"""processes is never used.

Misconception: processes-ignored
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(2) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            try:
                results[item] = handle.get(timeout)
            except Exception as e:
                errors[item] = e
    return results, errors
