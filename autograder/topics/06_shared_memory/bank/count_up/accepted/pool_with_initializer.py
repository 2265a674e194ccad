"""A pool whose workers get the Value at their birth."""
import multiprocessing

box = None


def set_up(shared):
    global box
    box = shared


def push(times):
    for _ in range(times):
        with box.get_lock():
            box.value += 1


def count_up(processes, times, start=0):
    shared = multiprocessing.Value("q", start)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        pool.map(push, [times] * processes, chunksize=1)
    return shared.value
