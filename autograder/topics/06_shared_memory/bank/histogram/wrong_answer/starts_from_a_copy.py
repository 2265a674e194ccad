"""I believe: I take the totals out, add mine, and put the slice back under the lock.

Misconception: lost-update
"""
import multiprocessing


def add(totals, part):
    mine = totals[:]
    for hour, size in part:
        mine[hour] += size
    with totals.get_lock():
        totals[:] = mine


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
