"""A process for each page, however many pages there are.

Misconception: processes-ignored
"""
import multiprocessing
import time


def run_one(func, item, conn):
    try:
        conn.send((True, func(item)))
    except Exception as e:
        conn.send((False, e))


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    running = []
    for item in items:
        mine, theirs = multiprocessing.Pipe()
        p = multiprocessing.Process(target=run_one, args=(func, item, theirs))
        p.start()
        running.append((item, p, mine))
    end = time.monotonic() + timeout
    for item, p, conn in running:
        if conn.poll(max(0, end - time.monotonic())):
            fine, what = conn.recv()
            if fine:
                results[item] = what
            else:
                errors[item] = what
        else:
            errors[item] = TimeoutError(item)
            p.kill()
        p.join()
    return results, errors
