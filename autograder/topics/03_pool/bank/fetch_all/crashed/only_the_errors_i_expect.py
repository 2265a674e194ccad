"""Some exceptions are caught by name; another one still ends the whole batch.

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
            except (ValueError, OSError, multiprocessing.TimeoutError) as e:
                errors[item] = e
    return results, errors
