"""I believe: first started, first in the queue, so the batches come in the order of the names.

Misconception: answers-without-names
"""
import multiprocessing


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        for name in names
    ]
    for process in team:
        process.start()
    batches = [results.get() for _ in names]
    for process in team:
        process.join()
    return dict(zip(names, batches))


def send_batch(make, name, size, results):
    try:
        results.put(make(name, size))
    except Exception:
        results.put(None)
