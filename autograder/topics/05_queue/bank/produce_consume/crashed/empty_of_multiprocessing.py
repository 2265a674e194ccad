"""Looks for Empty in multiprocessing.

Misconception: empty-lives-elsewhere
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
    try:
        while len(found) <= len(items):
            found.append(results.get(timeout=0.5))
    except multiprocessing.Empty:
        pass
    for process in team:
        process.join()
    return found
