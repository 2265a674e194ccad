"""A raw Value and a Lock, both handed over by the initializer; starmap in chunks of one."""
import multiprocessing as mp


def set_up(number, lock):
    global done, done_lock
    done = number
    done_lock = lock


def finish(func, item):
    result = func(item)
    done_lock.acquire()
    try:
        done.value = done.value + 1
        mine = done.value
    finally:
        done_lock.release()
    return (result, mine)


def shared_progress(func, items, processes=2):
    number = mp.Value("q", 0, lock=False)
    pool = mp.Pool(processes, set_up, (number, mp.Lock()))
    pairs = pool.starmap(finish, [(func, item) for item in items], chunksize=1)
    pool.close()
    pool.join()
    return pairs
