"""Stops at 0 and at an empty text.

Misconception: falsy-item-ends-it
"""

import multiprocessing


def consume(func, items, results):
    while item := items.get():
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    manager = multiprocessing.Manager()
    results = manager.Queue()
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
    for process in team:
        process.join()
    return [results.get() for _ in range(results.qsize())]
