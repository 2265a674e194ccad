"""I believe: len(records) // processes records for each process are all records.

Misconception: tail-is-lost
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
    share = len(records) // processes
    team = []
    for n in range(processes):
        part = records[n * share : (n + 1) * share]
        team.append(multiprocessing.Process(target=add, args=(totals, part)))
    for process in team:
        process.start()
    for process in team:
        process.join()
    return totals[:]
