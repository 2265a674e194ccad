"""The n-th result belongs to the n-th name.

Misconception: answers-without-names
"""

import multiprocessing


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put(batch)


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        for name in names
    ]
    for process in team:
        process.start()
    batches = {name: results.get() for name in names}
    for process in team:
        process.join()
    return batches
