"""Each consumer gets every n-th item, in a queue of its own.

Misconception: split-beforehand
"""

import multiprocessing


def consume(func, mine, results):
    for item in mine:
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=consume, args=(func, items[n::consumers], results))
        for n in range(consumers)
    ]
    for p in team:
        p.start()
    found = [results.get() for _ in items]
    for p in team:
        p.join()
    return found
