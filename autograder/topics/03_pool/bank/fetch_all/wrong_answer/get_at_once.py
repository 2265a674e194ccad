"""Each handle is asked for its result before the next item goes out.

Misconception: get-right-after-asking
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        for item in items:
            try:
                results[item] = pool.apply_async(func, (item,)).get(timeout)
            except Exception as e:
                errors[item] = e
    return results, errors
