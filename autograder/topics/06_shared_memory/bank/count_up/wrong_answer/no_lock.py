"""A Value has a lock, so it is safe.

Misconception: lost-update
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
