import multiprocessing
import threading
from queue import Full


def consume(use, shelf, results):
    """The consumer's process: uses items until there is an end marker."""
    while True:
        item = shelf.get()
        if item is None:
            break
        results.put(use(item))
    results.put(None)


def collect(results, used):
    """A thread: takes each result as soon as it comes, so they don't pile up."""
    while True:
        result = results.get()
        if result is None:
            return
        used.append(result)


def bounded_pipeline(use, items, maxsize, patience=None):
    shelf = multiprocessing.Queue(maxsize=maxsize)
    results = multiprocessing.SimpleQueue()
    consumer = multiprocessing.Process(target=consume, args=(use, shelf, results))
    consumer.start()
    used, dropped = [], []
    collector = threading.Thread(target=collect, args=(results, used))
    collector.start()
    try:
        for item in items:
            try:
                if patience is None:
                    shelf.put(item)
                elif patience == 0:
                    shelf.put_nowait(item)
                else:
                    shelf.put(item, True, patience)
            except Full:
                dropped.append(item)
    finally:
        # also if the generator raises: the consumer has to go home
        shelf.put(None)
        collector.join()
        consumer.join()
    return {"used": used, "dropped": dropped}
