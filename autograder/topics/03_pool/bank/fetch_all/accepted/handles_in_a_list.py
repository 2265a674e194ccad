"""Ask first, then get each with a timeout; leaving the block ends even a busy worker."""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = [(item, pool.apply_async(func, (item,))) for item in items]
        for item, handle in handles:
            try:
                results[item] = handle.get(timeout)
            except Exception as error:
                errors[item] = error
    return results, errors
