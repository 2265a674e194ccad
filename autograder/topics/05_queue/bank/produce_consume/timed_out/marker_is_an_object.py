"""A marker of its own, so that None may be an item, too.

Misconception: sentinel-is-not-itself
"""

import multiprocessing

STOP = object()


def consume(func, items, results):
    while True:
        item = items.get()
        if item is STOP:
            break
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    todo = multiprocessing.Queue()
    done = multiprocessing.Queue()
    team = []
    for _ in range(consumers):
        p = multiprocessing.Process(target=consume, args=(func, todo, done))
        p.start()
        team.append(p)
    for item in list(items) + [STOP] * consumers:
        todo.put(item)
    found = []
    for _ in items:
        found.append(done.get())
    for p in team:
        p.join()
    return found
