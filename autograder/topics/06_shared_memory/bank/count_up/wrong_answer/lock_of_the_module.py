"""I believe: a lock at the top of the module is the same lock for all processes.

Misconception: lock-made-in-each-process
"""
import multiprocessing

lock = multiprocessing.Lock()


def push(counter, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    team = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for process in team:
        process.start()
    for process in team:
        process.join()
    return counter.value
