"""I believe: "d" holds numbers up to 10**308, so 10**18 is no problem.

Misconception: float-is-not-exact
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
    totals = multiprocessing.Array("d", 24)
    team = [
        multiprocessing.Process(target=add, args=(totals, records[n::processes]))
        for n in range(processes)
    ]
    for process in team:
        process.start()
    for process in team:
        process.join()
    return [int(total) for total in totals[:]]
