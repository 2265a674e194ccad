"""The end marker is one of the items, and may be dropped.

Misconception: end-marker-dropped
"""

import multiprocessing
from itertools import chain
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
    for item in chain(items, [None]):
        try:
            shelf.put(item, timeout=patience)
        except Full:
            dropped.append(item)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
