"""Sleeps `timeout` seconds, whether or not all is done long before.

Misconception: sleep-is-not-waiting
"""
import multiprocessing
import time


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        time.sleep(timeout)
        for item, handle in handles.items():
            try:
                results[item] = handle.get(0)
            except Exception as e:
                errors[item] = e
    return results, errors
