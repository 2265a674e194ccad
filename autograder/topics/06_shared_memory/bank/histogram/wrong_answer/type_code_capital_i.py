"""'I' ends at four billion.

Misconception: type-code-too-narrow
"""
import multiprocessing


def add(totals, part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    with totals.get_lock():
        for hour in range(24):
            totals[hour] += mine[hour]


def histogram(records, processes=2):
    totals = multiprocessing.Array("I", 24)
    parts = [records[n::processes] for n in range(processes)]
    workers = [multiprocessing.Process(target=add, args=(totals, part)) for part in parts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return list(totals)
