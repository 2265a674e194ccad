import multiprocessing

totals = None


def hang_up(shared):
    global totals
    totals = shared


def add(part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    with totals.get_lock():
        for hour in range(24):
            if mine[hour]:
                totals[hour] += mine[hour]


def histogram(records, processes=2):
    shared = multiprocessing.Array("q", 24)
    parts = [records[n::processes] for n in range(processes)]
    pool = multiprocessing.Pool(processes, initializer=hang_up, initargs=(shared,))
    try:
        pool.map(add, parts, chunksize=1)
        pool.close()
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.join()
    return shared[:]
