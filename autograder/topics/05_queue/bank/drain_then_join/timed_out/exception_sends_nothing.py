"""A batch that can't be made is never put.

Misconception: exception-sends-nothing
"""

import multiprocessing


def send_batch(make, name, size, results):
    results.put((name, make(name, size)))


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
