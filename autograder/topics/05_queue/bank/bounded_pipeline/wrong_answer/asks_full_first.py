"""Puts only if the queue isn't full.

Misconception: full-is-no-promise
"""

import multiprocessing


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
        if patience is None:
            shelf.put(item)
        elif not shelf.full():
            shelf.put(item)
        else:
            dropped.append(item)
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
