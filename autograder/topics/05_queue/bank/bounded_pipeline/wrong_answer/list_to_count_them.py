"""I believe: I must know how many items there are, so I make a list of them first.

Misconception: no-back-pressure
"""
import multiprocessing
from queue import Full


def consume(use, shelf, results):
    for item in iter(shelf.get, None):
        results.put(use(item))


def bounded_pipeline(use, items, maxsize, patience=None):
    items = list(items)
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
    used = [results.get() for _ in range(len(items) - len(dropped))]
    consumer.join()
    return {"used": used, "dropped": dropped}
