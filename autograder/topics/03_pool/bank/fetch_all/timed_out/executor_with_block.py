"""The learner believes that a timeout of result() also ends the work, so the with block is over at once.

Misconception: join-waits-for-the-slow-one
"""
from concurrent.futures import ProcessPoolExecutor


def fetch_all(func, items, processes=4, timeout=10.0):
    results = {}
    errors = {}
    with ProcessPoolExecutor(max_workers=processes) as executor:
        futures = {executor.submit(func, item): item for item in items}
        for future, item in futures.items():
            try:
                results[item] = future.result(timeout=timeout)
            except Exception as exc:
                errors[item] = exc
                future.cancel()
    return results, errors
