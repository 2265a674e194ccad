"""Joins when all results are there; the consumers wait for more.

Misconception: nobody-says-the-end
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
    found = [results.get() for _ in items]
    for process in team:
        process.join()
    return found
