"""Joins with a timeout, so that it can't hang.

Misconception: join-with-timeout-hides-it
"""

import multiprocessing


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        for name in names
    ]
    for process in team:
        process.start()
    for process in team:
        process.join(timeout=1)
    batches = dict(results.get() for _ in team)
    for process in team:
        process.join()
    return batches
