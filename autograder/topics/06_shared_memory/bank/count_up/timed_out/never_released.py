"""acquire without release: the next process waits for ever.

Misconception: lock-never-given-back
"""
import multiprocessing


def push(counter, times):
    counter.acquire()
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
