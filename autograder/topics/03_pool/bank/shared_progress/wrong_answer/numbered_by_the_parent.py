"""enumerate numbers the items in their own order, whenever they were finished.

Misconception: counted-in-the-parent
"""
import multiprocessing


def shared_progress(func, items, processes=2):
    with multiprocessing.Pool(processes) as pool:
        results = pool.map(func, items)
    return [(result, done) for done, result in enumerate(results, start=1)]
