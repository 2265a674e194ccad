"""An empty Array and append.

Misconception: array-cannot-grow
"""
import multiprocessing


def add(totals, part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    with totals.get_lock():
        totals.append(mine)


def histogram(records, processes=2):
    totals = multiprocessing.Array("q", [])
    parts = [records[n::processes] for n in range(processes)]
    workers = [multiprocessing.Process(target=add, args=(totals, part)) for part in parts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return list(totals)
