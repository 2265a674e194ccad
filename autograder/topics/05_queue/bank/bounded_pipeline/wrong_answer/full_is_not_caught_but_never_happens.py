"""Puts with a timeout of its own, again and again.

Misconception: patience-ignored
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
        while True:
            try:
                shelf.put(item, timeout=1)
                break
            except Full:
                pass
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
