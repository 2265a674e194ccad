import multiprocessing

HOURS = 24


def add(totals, part):
    """Two touches: one slice out, one slice in."""
    mine = [0] * HOURS
    for hour, size in part:
        mine[hour] = mine[hour] + size
    with totals.get_lock():
        totals[:] = [old + new for old, new in zip(totals[:], mine)]


def edges(count, processes):
    """Ranges without gaps; some may be empty."""
    return [count * n // processes for n in range(processes + 1)]


def histogram(records, processes=2):
    totals = multiprocessing.Array("q", [0] * HOURS)
    borders = edges(len(records), processes)
    team = []
    for begin, end in zip(borders, borders[1:]):
        p = multiprocessing.Process(target=add, args=(totals, records[begin:end]))
        p.start()
        team.append(p)
    for p in team:
        p.join()
    return list(totals[:])
