"""Starts a child, takes its batch, joins it; then the next one.

Misconception: start-then-join-each
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
    batches = {}
    for process in team:
        process.start()
        name, batch = results.get()
        batches[name] = batch
        process.join()
    return batches
