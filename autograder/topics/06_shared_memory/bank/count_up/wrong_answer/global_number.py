"""A global number: each process has its own.

Misconception: global-is-per-process
"""
import multiprocessing

total = 0


def push(times):
    global total
    for _ in range(times):
        total += 1


def count_up(processes, times, start=0):
    global total
    total = start
    workers = [multiprocessing.Process(target=push, args=(times,)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return total
