"""A plain Lock is given to the Value and then asked for twice by the same worker.

Misconception: lock-asked-for-twice
"""
import multiprocessing

counter = None


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
    shared = multiprocessing.Value("i", 0, lock=multiprocessing.Lock())
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
