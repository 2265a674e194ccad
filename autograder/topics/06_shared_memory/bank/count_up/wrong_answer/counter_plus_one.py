"""Arithmetic with the box instead of its number.

Misconception: cell-is-not-its-value
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
