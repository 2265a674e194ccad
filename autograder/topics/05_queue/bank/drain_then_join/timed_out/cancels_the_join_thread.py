"""It was stuck, and a web page said cancel_join_thread.

Misconception: hard-exit-loses-items
"""

import multiprocessing


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))
    results.cancel_join_thread()


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
