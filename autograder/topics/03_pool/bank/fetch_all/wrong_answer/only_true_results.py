"""`if value:` drops what is empty, None or 0.

Misconception: falsy-is-lost
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            try:
                value = handle.get(timeout)
                if value:
                    results[item] = value
            except Exception as e:
                errors[item] = e
    return results, errors
