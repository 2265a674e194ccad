"""A consumer that waits a second in vain goes home.

Misconception: timeout-is-no-end
"""

import multiprocessing
from queue import Empty


def consume(func, items, results):
    while True:
        try:
            item = items.get(timeout=0.5)
        except Empty:
            return
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
    found = []
    try:
        while True:
            found.append(results.get(timeout=1))
    except Empty:
        pass
    for process in team:
        process.join()
    return found
