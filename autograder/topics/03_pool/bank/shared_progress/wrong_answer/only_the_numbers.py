"""The worker says how many are done and forgets the result.

Misconception: result-forgotten
"""
import multiprocessing

counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    func, item = job
    func(item)
    with counter.get_lock():
        counter.value += 1
        return counter.value


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
