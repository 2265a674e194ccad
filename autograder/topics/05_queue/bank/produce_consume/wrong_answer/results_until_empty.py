"""Collects the results as long as there are any.

Misconception: empty-is-no-promise
"""

import multiprocessing


def consume(func, items, results):
    while (item := items.get()) is not None:
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    results = multiprocessing.Queue()
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
    found = []
    while not results.empty():
        found.append(results.get())
    for process in team:
        process.join()
    return found
