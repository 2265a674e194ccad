"""successful() is asked of a call that is still running.

Misconception: successful-before-ready
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in handles.items():
            handle.wait(timeout)
            if handle.successful():
                results[item] = handle.get()
            else:
                try:
                    handle.get(0)
                except Exception as e:
                    errors[item] = e
    return results, errors
