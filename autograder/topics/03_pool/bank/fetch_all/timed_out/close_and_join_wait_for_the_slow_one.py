"""All is collected in time, but close and join wait until the slow page is there.

Misconception: join-waits-for-the-slow-one
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    pool = multiprocessing.Pool(processes)
    handles = {item: pool.apply_async(func, (item,)) for item in items}
    for item, handle in handles.items():
        try:
            results[item] = handle.get(timeout)
        except Exception as e:
            errors[item] = e
    pool.close()
    pool.join()
    return results, errors
