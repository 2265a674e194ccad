"""First everybody is done, then the results are read in peace.

Misconception: join-before-drain
"""
import multiprocessing


def consume(func, shelf, results):
    for item in iter(shelf.get, None):
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
    for process in team:
        process.join()
    return [results.get() for _ in items]
