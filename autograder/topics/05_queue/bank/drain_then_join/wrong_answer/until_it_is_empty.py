"""Takes out what is there as long as the queue isn't empty.

Misconception: empty-is-no-promise
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
    batches = {}
    while not results.empty():
        name, batch = results.get()
        batches[name] = batch
    for process in team:
        process.join()
    return batches
