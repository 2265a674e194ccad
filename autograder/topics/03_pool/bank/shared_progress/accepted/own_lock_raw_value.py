"""A separate Lock and a Value without lock, both handed to the initializer; handles and get."""

import multiprocessing

counter = None
guard = None


def set_up(shared, lock):
    global counter, guard
    counter, guard = shared, lock


def finish(func, item):
    result = func(item)
    guard.acquire()
    try:
        counter.value = counter.value + 1
        now = counter.value
    finally:
        guard.release()
    return (result, now)


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0, lock=False)
    lock = multiprocessing.Lock()
    pool = multiprocessing.Pool(processes, set_up, (shared, lock))
    handles = [pool.apply_async(finish, (func, item)) for item in items]
    pairs = [handle.get() for handle in handles]
    pool.close()
    pool.join()
    return pairs
