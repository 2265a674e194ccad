"""A Value can't be sent with a task.

Misconception: shared-object-sent-with-a-task
"""
import multiprocessing


def push(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    with multiprocessing.Pool(processes) as pool:
        pool.starmap(push, [(counter, times)] * processes)
    return counter.value
