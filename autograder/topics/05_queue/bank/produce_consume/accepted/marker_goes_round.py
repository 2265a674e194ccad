import multiprocessing


def consume(func, shelf, results):
    """Work until the marker comes; put it back for the next one, hand in the whole list."""
    mine = []
    while True:
        item = shelf.get()
        if item is None:
            shelf.put(None)
            results.put(mine)
            return
        mine.append(func(item))


def produce_consume(func, items, consumers=2):
    shelf = multiprocessing.Queue()
    results = multiprocessing.Queue()
    for item in items:
        shelf.put(item)
    shelf.put(None)
    team = []
    for _ in range(consumers):
        process = multiprocessing.Process(target=consume, args=(func, shelf, results))
        process.start()
        team.append(process)
    found = []
    for _ in team:
        found.extend(results.get())
    for process in team:
        process.join()
    shelf.get()  # the last marker
    return found
