"""One deadline for the whole batch; what isn't ready by then is a TimeoutError."""
import time
from multiprocessing import Pool
from multiprocessing import TimeoutError as TooLate


def fetch_all(func, items, processes=4, timeout=10.0):
    results = {}
    errors = {}
    pool = Pool(processes)
    try:
        handles = {}
        for item in items:
            handles[item] = pool.apply_async(func, [item])
        end = time.monotonic() + timeout
        for item, handle in handles.items():
            handle.wait(max(0, end - time.monotonic()))
            if not handle.ready():
                errors[item] = TooLate(f"{item} took longer than {timeout} s")
            elif handle.successful():
                results[item] = handle.get()
            else:
                try:
                    handle.get()
                except Exception as e:
                    errors[item] = e
    finally:
        pool.terminate()
        pool.join()
    return results, errors
