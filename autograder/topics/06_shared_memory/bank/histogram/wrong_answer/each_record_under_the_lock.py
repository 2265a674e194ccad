"""Right, but every record takes the lock.

Misconception: one-by-one-into-shared-memory
"""
import multiprocessing


def add(totals, part):
    for hour, size in part:
        with totals.get_lock():
            totals[hour] += size


def histogram(records, processes=2):
    totals = multiprocessing.Array("q", 24)
    parts = [records[n::processes] for n in range(processes)]
    workers = [multiprocessing.Process(target=add, args=(totals, part)) for part in parts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return list(totals)
