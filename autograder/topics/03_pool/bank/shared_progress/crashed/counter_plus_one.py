"""The Value itself is treated as the number in it.

Misconception: value-is-a-box
"""
import multiprocessing

counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    global counter
    func, item = job
    result = func(item)
    with counter.get_lock():
        counter += 1
        return result, counter


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
