"""Adds under the lock but reads the number when the lock is free again.

Misconception: read-after-release
"""

import multiprocessing

counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(func, item):
    result = func(item)
    with counter.get_lock():
        counter.value += 1
    return result, counter.value


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.starmap(finish, [(func, item) for item in items], chunksize=1)
