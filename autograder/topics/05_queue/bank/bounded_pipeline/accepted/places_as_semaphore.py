import multiprocessing


class Shelf:
    """A shelf with so many places. The queue has no bound, the places are counted here."""

    def __init__(self, places):
        self.places = multiprocessing.Semaphore(places)
        self.items = multiprocessing.Queue()

    def offer(self, item, patience):
        """True if there was room in time."""
        if not self.places.acquire(timeout=patience):
            return False
        self.items.put((item,))
        return True

    def no_more(self):
        self.items.put(())

    def __iter__(self):
        while parcel := self.items.get():
            self.places.release()
            yield parcel[0]


def consume(use, shelf, results):
    count = 0
    for item in shelf:
        results.put(use(item))
        count += 1
    results.put(None)


def bounded_pipeline(use, items, maxsize, patience=None):
    shelf = Shelf(maxsize)
    results = multiprocessing.Queue()
    consumer = multiprocessing.Process(target=consume, args=(use, shelf, results))
    consumer.start()
    dropped = [item for item in items if not shelf.offer(item, patience)]
    shelf.no_more()
    used = []
    while (result := results.get()) is not None:
        used.append(result)
    consumer.join()
    return {"used": used, "dropped": dropped}
