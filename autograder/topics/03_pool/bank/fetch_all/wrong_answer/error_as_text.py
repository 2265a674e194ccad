"""The learner believes that an error is its message.

Misconception: message-not-exception
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = [pool.apply_async(func, (item,)) for item in items]
        for item, handle in zip(items, handles):
            try:
                results[item] = handle.get(timeout)
            except multiprocessing.TimeoutError:
                errors[item] = "timeout"
            except Exception as error:
                errors[item] = str(error)
    return results, errors
