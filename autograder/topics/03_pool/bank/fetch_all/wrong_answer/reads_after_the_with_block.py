"""The handles are asked after the block, when the workers are gone.

Misconception: read-after-with
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = {item: pool.apply_async(func, (item,)) for item in items}
    for item, handle in handles.items():
        try:
            results[item] = handle.get(0.2)
        except Exception as e:
            errors[item] = e
    return results, errors
