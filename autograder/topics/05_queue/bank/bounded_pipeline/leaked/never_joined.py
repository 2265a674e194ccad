"""The results are there, so the consumer is done.

Misconception: never-joined
"""

import multiprocessing
from queue import Full


def consume(use, shelf, results):
    while (item := shelf.get()) is not None:
        results.put(use(item))
    results.put(None)


def bounded_pipeline(use, items, maxsize, patience=None):
    shelf = multiprocessing.Queue(maxsize)
    results = multiprocessing.Queue()
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
    return {"used": used, "dropped": dropped}
