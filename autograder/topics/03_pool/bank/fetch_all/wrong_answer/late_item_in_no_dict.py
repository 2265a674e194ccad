"""What isn't ready in time is left out of both dicts.

Misconception: late-item-forgotten
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            handle.wait(timeout)
            if handle.ready():
                try:
                    results[item] = handle.get()
                except Exception as e:
                    errors[item] = e
    return results, errors
