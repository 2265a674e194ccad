"""I believe: start and join belong together, so they stand in one loop.

Misconception: start-then-join-each
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    for _ in range(processes):
        process = multiprocessing.Process(target=push, args=(counter, times))
        process.start()
        process.join()
    return counter.value
