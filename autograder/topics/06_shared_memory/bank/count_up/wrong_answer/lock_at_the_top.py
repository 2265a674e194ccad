"""A lock at the top of the module: one for all under fork, one for each under spawn.

Misconception: lock-made-in-each-process
"""
import multiprocessing

lock = multiprocessing.Lock()


def push(counter, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
