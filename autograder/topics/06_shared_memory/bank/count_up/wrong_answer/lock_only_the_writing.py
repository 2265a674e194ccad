"""I believe: reading changes nothing, so only the writing needs the lock.

Misconception: lost-update
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        new = counter.value + 1
        with counter.get_lock():
            counter.value = new


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    team = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for process in team:
        process.start()
    for process in team:
        process.join()
    return counter.value
