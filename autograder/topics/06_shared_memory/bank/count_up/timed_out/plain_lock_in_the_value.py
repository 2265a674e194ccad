"""A plain Lock inside the Value is asked for twice by the same process.

Misconception: plain-lock-taken-twice
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start, lock=multiprocessing.Lock())
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
