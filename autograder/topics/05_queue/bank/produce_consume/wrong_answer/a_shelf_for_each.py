"""I believe: it is fairer to deal out the items beforehand, each consumer its own shelf.

Misconception: split-beforehand
"""
import multiprocessing


def consume(func, shelf, results):
    for item in iter(shelf.get, None):
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    results = multiprocessing.Queue()
    shelves = [multiprocessing.Queue() for _ in range(consumers)]
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results)) for shelf in shelves
    ]
    for process in team:
        process.start()
    for number, item in enumerate(items):
        shelves[number % consumers].put(item)
    for shelf in shelves:
        shelf.put(None)
    found = [results.get() for _ in items]
    for process in team:
        process.join()
    return found
