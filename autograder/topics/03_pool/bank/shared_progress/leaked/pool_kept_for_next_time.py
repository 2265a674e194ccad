"""The pool, once made, stays.

Misconception: pool-left-open
"""
import multiprocessing

counter = None
shared = None
pool = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    func, item = job
    result = func(item)
    with counter.get_lock():
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    global pool, shared
    if pool is None:
        shared = multiprocessing.Value("i", 0)
        pool = multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,))
    shared.value = 0
    return pool.map(finish, [(func, item) for item in items])
