"""get() without a timeout waits for the slow page as long as it takes.

Misconception: get-without-timeout
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            try:
                results[item] = handle.get()
            except Exception as e:
                errors[item] = e
    return results, errors
