"""acquire() without release(): the second item waits for ever.

Misconception: lock-never-released
"""
import multiprocessing

counter = None


def set_up(shared):
    global counter
    counter = shared


def finish(job):
    func, item = job
    result = func(item)
    counter.get_lock().acquire()
    counter.value += 1
    return result, counter.value


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.map(finish, [(func, item) for item in items])
