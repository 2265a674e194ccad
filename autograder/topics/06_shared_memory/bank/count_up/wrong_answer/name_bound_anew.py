"""The name is bound to a number; the box stays as it was.

Misconception: name-is-not-the-cell
"""
import multiprocessing


def push(counter, times):
    number = counter.value
    for _ in range(times):
        number += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
