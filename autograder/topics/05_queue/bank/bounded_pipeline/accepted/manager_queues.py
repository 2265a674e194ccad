"""Queues of a manager; the consumer hands in one list of results."""

import multiprocessing
from queue import Full


def consume(use, shelf, answer):
    answer.put([use(item) for item in iter(shelf.get, None)])


def bounded_pipeline(use, items, maxsize, patience=None):
    dropped = []
    with multiprocessing.Manager() as manager:
        shelf, answer = manager.Queue(maxsize), manager.Queue()
        consumer = multiprocessing.Process(target=consume, args=(use, shelf, answer))
        consumer.start()
        for item in items:
            try:
                shelf.put(item, timeout=patience)
            except Full:
                dropped.append(item)
        shelf.put(None)
        consumer.join()
        return {"used": answer.get(), "dropped": dropped}
