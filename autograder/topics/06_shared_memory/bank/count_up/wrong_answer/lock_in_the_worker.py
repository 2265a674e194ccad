"""A lock, but each process makes its own.

Misconception: lock-made-in-each-process
"""
import multiprocessing


def push(counter, times):
    lock = multiprocessing.Lock()
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
