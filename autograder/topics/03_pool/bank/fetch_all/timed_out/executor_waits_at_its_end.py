"""The with block of an executor waits for every call that still runs.

Misconception: join-waits-for-the-slow-one
"""
from concurrent.futures import ProcessPoolExecutor


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with ProcessPoolExecutor(processes) as executor:
        futures = {item: executor.submit(func, item) for item in items}
        for item, future in futures.items():
            try:
                results[item] = future.result(timeout)
            except Exception as e:
                errors[item] = e
    return results, errors
