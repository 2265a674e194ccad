"""The child ends at once when it has put its batch.

Misconception: hard-exit-loses-items
"""

import multiprocessing
import os


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))
    os._exit(0)


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        for name in names
    ]
    for process in team:
        process.start()
    batches = dict(results.get() for _ in team)
    for process in team:
        process.join()
    return batches
