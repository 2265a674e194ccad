"""Only the writing is locked.

Misconception: lost-update
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        now = counter.value
        with counter.get_lock():
            counter.value = now + 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
