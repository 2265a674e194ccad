"""shutdown(wait=False) returns at once, and the busy worker goes on.

Misconception: others-left-running
"""
from concurrent.futures import ProcessPoolExecutor


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    executor = ProcessPoolExecutor(processes)
    futures = {item: executor.submit(func, item) for item in items}
    for item, future in futures.items():
        try:
            results[item] = future.result(timeout)
        except Exception as e:
            errors[item] = e
    executor.shutdown(wait=False, cancel_futures=True)
    return results, errors
