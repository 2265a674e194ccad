import multiprocessing


def consume(func, shelf, results):
    item = shelf.get()
    while item is not None:
        results.append(func(item))
        item = shelf.get()


def produce_consume(func, items, consumers=2):
    with multiprocessing.Manager() as manager:
        shelf = manager.Queue()
        results = manager.list()
        team = []
        for _ in range(consumers):
            p = multiprocessing.Process(target=consume, args=(func, shelf, results))
            team.append(p)
            p.start()
        for item in list(items) + [None] * consumers:
            shelf.put(item)
        # the results lie in the manager, so nobody has to wait for me: join first is fine here
        for p in team:
            p.join()
        return list(results)
