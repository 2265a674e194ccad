"""Starts and joins in the same loop.

Misconception: start-then-join-each
"""

import multiprocessing


def consume(func, items, results):
    while (item := items.get()) is not None:
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    manager = multiprocessing.Manager()
    results = manager.Queue()
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results))
        for _ in range(consumers)
    ]
    for item in items:
        shelf.put(item)
    for _ in team:
        shelf.put(None)
    for process in team:
        process.start()
        process.join()
    found = [results.get() for _ in items]
    return found
