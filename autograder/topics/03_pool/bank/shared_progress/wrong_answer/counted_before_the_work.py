"""The number is taken before func works: it says who started when.

Misconception: counted-before-the-work
"""
import multiprocessing

counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    func, item = job
    with counter.get_lock():
        counter.value += 1
        place = counter.value
    return func(item), place


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
