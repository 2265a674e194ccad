"""The counter is made once and goes on counting in the next call.

Misconception: count-never-reset
"""
import multiprocessing

counter = None
shared = None


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
    global shared
    if shared is None:
        shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
