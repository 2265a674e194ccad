"""The parent sets the global before it makes the pool: only forked workers see it.

Misconception: global-only-under-fork
"""
import multiprocessing

counter = None


def finish(job):
    func, item = job
    result = func(item)
    with counter.get_lock():
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    global counter
    counter = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes) as pool:
        return pool.map(finish, [(func, item) for item in items])
