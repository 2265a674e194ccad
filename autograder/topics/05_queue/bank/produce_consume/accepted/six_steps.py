import multiprocessing


# 1. define importable worker
def consume(func, shelf, results):
    for item in iter(shelf.get, None):
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    # 2. create channel
    shelf, results = multiprocessing.Queue(), multiprocessing.Queue()
    # 3. start
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results))
        for _ in range(consumers)
    ]
    for process in team:
        process.start()
    # 4. feed
    for item in items:
        shelf.put(item)
    for _ in team:
        shelf.put(None)
    # 5. collect
    found = [results.get() for _ in items]
    # 6. stop, join
    for process in team:
        process.join()
    return found
