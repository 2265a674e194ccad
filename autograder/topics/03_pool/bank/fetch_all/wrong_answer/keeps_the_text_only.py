"""errors[item] is the message of the exception.

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
            except Exception as e:
                errors[item] = str(e)
    return results, errors
