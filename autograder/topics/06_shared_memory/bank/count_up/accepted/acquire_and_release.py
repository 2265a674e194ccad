"""acquire and release of the Value itself, in try and finally."""
from multiprocessing import Process, Value


def worker(shared, n):
    i = 0
    while i < n:
        shared.acquire()
        try:
            shared.value = shared.value + 1
        finally:
            shared.release()
        i += 1


def count_up(processes, times, start=0):
    shared = Value("q", start)
    ps = []
    for i in range(processes):
        p = Process(target=worker, args=(shared, times))
        p.start()
        ps.append(p)
    for p in ps:
        p.join()
    return shared.value
