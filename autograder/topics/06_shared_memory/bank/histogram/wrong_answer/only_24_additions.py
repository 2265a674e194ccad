"""I believe: with 24 additions in each process nobody ever meets, so the lock can be left out.

Misconception: lost-update
"""
import multiprocessing


def add(totals, part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    for hour in range(24):
        totals[hour] += mine[hour]


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
