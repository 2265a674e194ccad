"""map knows no dict of errors: its first failure is raised.

Misconception: one-failure-fails-map
"""
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    with multiprocessing.Pool(processes) as pool:
        values = pool.map(func, items)
    return dict(zip(items, values)), {}
