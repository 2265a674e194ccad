"""One None, which each consumer puts back for the next one."""

import multiprocessing


def consume(func, shelf, results):
    for item in iter(shelf.get, None):
        results.put(func(item))
    shelf.put(None)


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results), name=f"consumer {n}")
        for n in range(consumers)
    ]
    [p.start() for p in team]
    for item in items:
        shelf.put(item)
    shelf.put(None)
    found = [results.get() for _ in range(len(items))]
    [p.join() for p in team]
    return found
