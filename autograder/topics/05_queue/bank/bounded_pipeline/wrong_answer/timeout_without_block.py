"""put(item, False, patience).

Misconception: timeout-needs-block
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
            if patience is None:
                shelf.put(item)
            else:
                shelf.put(item, False, patience)
        except Full:
            dropped.append(item)
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
