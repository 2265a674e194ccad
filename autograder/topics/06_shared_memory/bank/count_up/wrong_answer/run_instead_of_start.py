"""run() does the work in the parent.

Misconception: parent-does-the-work
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.run()
    return counter.value
