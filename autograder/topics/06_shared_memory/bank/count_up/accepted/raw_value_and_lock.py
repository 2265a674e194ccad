"""Bare memory, and a lock beside it."""
from multiprocessing import Lock, Process, RawValue


def push(raw, lock, times):
    for _ in range(times):
        lock.acquire()
        raw.value += 1
        lock.release()


def count_up(processes, times, start=0):
    raw, lock = RawValue("q", start), Lock()
    ps = [Process(target=push, args=(raw, lock, times)) for _ in range(processes)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return raw.value
