"""concurrent.futures: wait with a timeout, and end the busy workers by hand."""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, wait


def fetch_all(func, items, processes=4, timeout=10.0):
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(max_workers=processes)
    futures = {item: executor.submit(func, item) for item in items}
    done, late = wait(futures.values(), timeout=timeout)
    results, errors = {}, {}
    for item, future in futures.items():
        if future in late:
            errors[item] = TimeoutError(f"{item}: no answer after {timeout} s")
        elif future.exception() is not None:
            errors[item] = future.exception()
        else:
            results[item] = future.result()
    if late:
        for worker in set(multiprocessing.active_children()) - before:
            worker.kill()
    executor.shutdown(wait=True, cancel_futures=True)
    return results, errors
