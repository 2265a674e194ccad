"""Each consumer appends to a list of the module.

Misconception: global-is-per-process
"""

import multiprocessing

found = []


def consume(func, items):
    while (item := items.get()) is not None:
        found.append(func(item))


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    for item in items:
        shelf.put(item)
    for _ in range(consumers):
        shelf.put(None)
    team = [multiprocessing.Process(target=consume, args=(func, shelf)) for _ in range(consumers)]
    for p in team:
        p.start()
    for p in team:
        p.join()
    return found
