"""Takes items as long as the queue is not empty.

Misconception: empty-is-no-promise
"""

import multiprocessing
import queue


def consume(func, items, results):
    while not items.empty():
        results.put(func(items.get()))


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results))
        for _ in range(consumers)
    ]
    for item in items:
        shelf.put(item)
    for process in team:
        process.start()
    found = []
    while any(process.is_alive() for process in team) or not results.empty():
        try:
            found.append(results.get(timeout=0.1))
        except queue.Empty:
            pass
    for process in team:
        process.join()
    return found
