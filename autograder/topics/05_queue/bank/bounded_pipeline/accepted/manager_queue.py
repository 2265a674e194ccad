import multiprocessing
from queue import Full


def consume(use, shelf, results):
    while (item := shelf.get()) is not None:
        results.append(use(item))


def bounded_pipeline(use, items, maxsize, patience=None):
    with multiprocessing.Manager() as manager:
        shelf = manager.Queue(maxsize)
        results = manager.list()
        consumer = multiprocessing.Process(target=consume, args=(use, shelf, results))
        consumer.start()
        dropped = []
        for item in items:
            try:
                shelf.put(item, True, patience)
            except Full:
                dropped.append(item)
        shelf.put(None)
        consumer.join()  # the results lie in the manager
        return {"used": list(results), "dropped": dropped}
