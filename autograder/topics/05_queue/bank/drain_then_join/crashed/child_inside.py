"""The child's function is defined inside.

Misconception: worker-inside-a-function
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

    def child(name):
        send_batch(make, name, size, results)

    team = [
        multiprocessing.Process(target=child, args=(name,))
        for name in names
    ]
    for process in team:
        process.start()
    batches = dict(results.get() for _ in team)
    for process in team:
        process.join()
    return batches
