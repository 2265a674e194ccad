"""I believe: `if patience:` asks whether a patience was given.

Misconception: zero-is-not-none
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
        if patience:
            try:
                shelf.put(item, timeout=patience)
            except Full:
                dropped.append(item)
        else:
            shelf.put(item)
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
