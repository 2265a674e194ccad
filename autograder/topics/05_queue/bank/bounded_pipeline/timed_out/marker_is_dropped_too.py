"""I believe: the end marker is an item like the others and can go through the same loop.

Misconception: end-marker-dropped
"""
import multiprocessing
from itertools import chain
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
    for item in chain(items, [None]):
        try:
            shelf.put(item, timeout=patience)
        except Full:
            if item is not None:
                dropped.append(item)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
