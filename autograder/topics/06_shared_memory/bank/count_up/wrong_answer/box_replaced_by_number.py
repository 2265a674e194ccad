"""After the first turn the name is a number and no longer the box.

Misconception: name-is-not-the-cell
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        counter = counter.value + 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
