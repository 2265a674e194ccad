"""A Value at the top level: forked workers inherit it, spawned ones make one each.

Misconception: global-only-under-fork
"""
import multiprocessing

counter = multiprocessing.Value("i", 0)


def finish(job):
    func, item = job
    result = func(item)
    with counter.get_lock():
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    counter.value = 0
    with multiprocessing.Pool(processes) as pool:
        return pool.map(finish, [(func, item) for item in items])
