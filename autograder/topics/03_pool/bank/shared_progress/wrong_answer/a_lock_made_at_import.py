"""A lock at the top level of the module: under spawn each worker makes its own.

Misconception: lock-made-in-the-worker
"""
import multiprocessing

lock = multiprocessing.Lock()
counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    func, item = job
    result = func(item)
    with lock:
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    shared = multiprocessing.RawValue("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
