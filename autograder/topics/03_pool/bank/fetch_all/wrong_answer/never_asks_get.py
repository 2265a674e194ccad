"""Results come by callback; of the exceptions nobody hears a word.

Misconception: exception-without-get
"""
import multiprocessing
import time


def fetch_all(func, items, processes=4, timeout=10.0):
    results = {}
    errors = {}
    pool = multiprocessing.Pool(processes)
    handles = []
    for item in items:
        def keep(value, item=item):
            results[item] = value
        handles.append(pool.apply_async(func, (item,), callback=keep))
    pool.close()
    end = time.monotonic() + timeout
    while time.monotonic() < end and not all(h.ready() for h in handles):
        time.sleep(0.01)
    pool.terminate()
    pool.join()
    return results, errors
