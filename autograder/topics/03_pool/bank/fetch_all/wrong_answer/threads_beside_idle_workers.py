"""Workers are started, and threads of the parent fetch.

Misconception: parent-does-the-work
"""
import multiprocessing
from multiprocessing.pool import ThreadPool


def nothing():
    pass


def show(number):
    crew = [multiprocessing.Process(target=nothing) for _ in range(number)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()


def fetch_all(func, items, processes=4, timeout=10.0):
    show(processes)
    results, errors = {}, {}
    pool = ThreadPool(processes)
    handles = {item: pool.apply_async(func, (item,)) for item in items}
    for item, handle in handles.items():
        try:
            results[item] = handle.get(timeout)
        except Exception as error:
            errors[item] = error
    return results, errors
