"""I believe: `while item := shelf.get()` is the same as comparing with None, only shorter.

Misconception: falsy-item-ends-it
"""
import multiprocessing


def consume(func, shelf, results):
    while item := shelf.get():
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    shelf, results = multiprocessing.Queue(), multiprocessing.Queue()
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
    found = [results.get() for _ in items]
    for process in team:
        process.join()
    return found
