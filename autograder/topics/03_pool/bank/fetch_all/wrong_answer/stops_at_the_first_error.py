"""One try around the whole loop: after the first error nobody collects the rest.

Misconception: first-failure-ends-the-loop
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = [pool.apply_async(func, (item,)) for item in items]
        try:
            for item, handle in zip(items, handles):
                results[item] = handle.get(timeout)
        except Exception as e:
            errors[item] = e
    return results, errors
