"""I believe: after join all results are there, and the queue without a bound has room for them.

Misconception: join-before-drain
"""
import multiprocessing
from queue import Full


def consume(use, shelf, results):
    for item in iter(shelf.get, None):
        results.put(use(item))
    results.put(None)


def bounded_pipeline(use, items, maxsize, patience=None):
    shelf, results = multiprocessing.Queue(maxsize), multiprocessing.Queue()
    consumer = multiprocessing.Process(target=consume, args=(use, shelf, results))
    consumer.start()
    dropped = []
    for item in items:
        try:
            shelf.put(item, timeout=patience)
        except Full:
            dropped.append(item)
    shelf.put(None)
    consumer.join()
    used = []
    while (result := results.get()) is not None:
        used.append(result)
    return {"used": used, "dropped": dropped}
