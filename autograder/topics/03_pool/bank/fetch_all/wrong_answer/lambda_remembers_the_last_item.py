"""The callbacks are made in a loop and all see its last item.

Misconception: late-binding
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = []
        for item in items:
            handle = pool.apply_async(
                func,
                (item,),
                callback=lambda value: results.update({item: value}),
                error_callback=lambda error: errors.update({item: error}),
            )
            handles.append(handle)
        for handle in handles:
            handle.wait(timeout)
    return results, errors
