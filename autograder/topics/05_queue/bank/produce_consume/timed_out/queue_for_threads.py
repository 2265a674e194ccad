"""The queue of the module queue.

Misconception: thread-queue-between-processes
"""

import multiprocessing
import queue


def consume(func, items, results):
    while (item := items.get()) is not None:
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    shelf = queue.Queue()
    results = queue.Queue()
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results))
        for _ in range(consumers)
    ]
    for process in team:
        process.start()
    for item in items:
        shelf.put(item)
    for _ in team:
        shelf.put(None)
    found = [results.get() for _ in items]
    for process in team:
        process.join()
    return found
