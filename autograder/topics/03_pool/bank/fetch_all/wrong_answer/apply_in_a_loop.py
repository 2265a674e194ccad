"""apply in a loop: safe, and serial.

Misconception: apply-is-serial
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        for item in items:
            try:
                results[item] = pool.apply(func, (item,))
            except Exception as e:
                errors[item] = e
    return results, errors
