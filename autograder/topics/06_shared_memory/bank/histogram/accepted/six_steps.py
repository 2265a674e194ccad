import multiprocessing


def add(totals, part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    with totals.get_lock():
        for hour, size in enumerate(mine):
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
