"""Bare memory, a lock beside it, and slices that end at the end."""
from multiprocessing import Lock, Process, RawArray


def add(raw, lock, records, begin, end):
    mine = [0 for _ in range(24)]
    for i in range(begin, end):
        mine[records[i][0]] += records[i][1]
    lock.acquire()
    try:
        raw[:] = [a + b for a, b in zip(raw[:], mine)]
    finally:
        lock.release()


def histogram(records, processes=2):
    raw = RawArray("q", 24)
    lock = Lock()
    step = len(records) // processes
    ps = []
    for k in range(processes):
        end = len(records) if k == processes - 1 else (k + 1) * step
        p = Process(target=add, args=(raw, lock, records, k * step, end))
        ps.append(p)
        p.start()
    for p in ps:
        p.join()
    return raw[:]
