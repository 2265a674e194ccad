"""A counter is never negative, and an unsigned int goes beyond three billion: far enough, they believe.

Misconception: type-code-too-narrow
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("I", start)
    team = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for process in team:
        process.start()
    for process in team:
        process.join()
    return counter.value
