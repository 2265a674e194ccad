"""I believe: a Value has a lock, so `+=` on it is safe.

Misconception: lost-update
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    team = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for process in team:
        process.start()
    for process in team:
        process.join()
    return counter.value
