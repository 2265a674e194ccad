"""Results go back through the same queue.

Misconception: one-queue-both-ways
"""

import multiprocessing


def consume(func, queue):
    while True:
        item = queue.get()
        if item is None:
            break
        queue.put(func(item))


def produce_consume(func, items, consumers=2):
    queue = multiprocessing.Queue()
    team = [multiprocessing.Process(target=consume, args=(func, queue)) for _ in range(consumers)]
    for p in team:
        p.start()
    for item in items:
        queue.put(item)
    found = [queue.get() for _ in items]
    for _ in team:
        queue.put(None)
    for p in team:
        p.join()
    return found
