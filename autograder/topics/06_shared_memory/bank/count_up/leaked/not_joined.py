"""The result is awaited by looking, the processes are not joined.

Misconception: never-joined
"""
import multiprocessing
import time


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    while counter.value < start + processes * times:
        pass
    time.sleep(0.3)
    return counter.value
