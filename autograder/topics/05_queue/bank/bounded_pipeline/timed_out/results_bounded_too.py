"""I believe: both queues should be bounded, a queue without a bound is dangerous.

Misconception: both-queues-bounded
"""
import multiprocessing
from queue import Full


def consume(use, shelf, results):
    for item in iter(shelf.get, None):
        results.put(use(item))
    results.put(None)


def bounded_pipeline(use, items, maxsize, patience=None):
    shelf = multiprocessing.Queue(maxsize)
    results = multiprocessing.Queue(maxsize)
    consumer = multiprocessing.Process(target=consume, args=(use, shelf, results))
    consumer.start()
    dropped = []
    for item in items:
        try:
            shelf.put(item, timeout=patience)
        except Full:
            dropped.append(item)
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
