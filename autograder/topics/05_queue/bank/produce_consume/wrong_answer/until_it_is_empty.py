"""Takes items as long as the queue is not empty.

Misconception: empty-is-no-promise
"""

import multiprocessing


def consume(func, items, results):
    while not items.empty():
        results.put(func(items.get()))


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
    for process in team:
        process.start()
    for process in team:
        process.join()
    found = []
    while not results.empty():
        found.append(results.get())
    return found
