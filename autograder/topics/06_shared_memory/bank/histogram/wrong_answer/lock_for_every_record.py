"""I believe: it is right as long as every single addition is under the lock.

Misconception: one-by-one-into-shared-memory
"""
import multiprocessing


def add(totals, part):
    for hour, size in part:
        with totals.get_lock():
            totals[hour] += size


def histogram(records, processes=2):
    totals = multiprocessing.Array("q", 24)
    team = [
        multiprocessing.Process(target=add, args=(totals, records[n::processes]))
        for n in range(processes)
    ]
    for process in team:
        process.start()
    for process in team:
        process.join()
    return totals[:]
