"""The learner believes that a proper end is always close and join.

Misconception: join-waits-for-the-slow-one
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    pool = multiprocessing.Pool(processes)
    handles = [(item, pool.apply_async(func, (item,))) for item in items]
    for item, handle in handles:
        try:
            results[item] = handle.get(timeout)
        except Exception as error:
            errors[item] = error
    pool.close()
    pool.join()
    return results, errors
