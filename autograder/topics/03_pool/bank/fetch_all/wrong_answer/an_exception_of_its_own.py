"""The exception is replaced by one that holds its text: class and arguments are lost.

Misconception: message-not-exception
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            try:
                results[item] = handle.get(timeout)
            except multiprocessing.TimeoutError as e:
                errors[item] = e
            except Exception as e:
                errors[item] = Exception(f"{type(e).__name__}: {e}")
    return results, errors
