"""Each call makes a lock of its own, and a lock that nobody else has keeps nobody out.

Misconception: lock-made-in-the-worker
"""
import multiprocessing

counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    func, item = job
    result = func(item)
    lock = multiprocessing.Lock()
    with lock:
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
