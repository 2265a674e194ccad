"""An Array can't be sent with a task.

Misconception: shared-object-sent-with-a-task
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
    totals = multiprocessing.Array("q", 24)
    with multiprocessing.Pool(processes) as pool:
        pool.starmap(add, [(totals, records[n::processes]) for n in range(processes)])
    return totals[:]
