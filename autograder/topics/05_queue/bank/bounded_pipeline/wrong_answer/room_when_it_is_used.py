"""I believe: an item has its place until it has been used, so I give the place back behind use.

Misconception: room-is-left-empty
"""
import multiprocessing


def consume(use, shelf, places, results):
    for item in iter(shelf.get, None):
        results.put(use(item))
        places.release()
    results.put(None)


def bounded_pipeline(use, items, maxsize, patience=None):
    places = multiprocessing.BoundedSemaphore(maxsize)
    shelf, results = multiprocessing.Queue(), multiprocessing.Queue()
    consumer = multiprocessing.Process(target=consume, args=(use, shelf, places, results))
    consumer.start()
    dropped = []
    for item in items:
        if places.acquire(timeout=patience):
            shelf.put(item)
        else:
            dropped.append(item)
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
