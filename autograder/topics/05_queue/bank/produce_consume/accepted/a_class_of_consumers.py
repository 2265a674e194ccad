"""A subclass of Process, and a JoinableQueue."""

from multiprocessing import JoinableQueue, Process, Queue

END = "--- end of the day ---"


class Consumer(Process):
    def __init__(self, func, items, results):
        super().__init__()
        self.func = func
        self.items = items
        self.results = results

    def run(self):
        while True:
            item = self.items.get()
            if isinstance(item, str) and item == END:
                self.items.task_done()
                break
            self.results.put(self.func(item))
            self.items.task_done()


def produce_consume(func, items, consumers=2):
    shelf = JoinableQueue()
    results = Queue()
    team = [Consumer(func, shelf, results) for _ in range(consumers)]
    for c in team:
        c.start()
    for item in items:
        shelf.put(item)
    shelf.join()
    for c in team:
        shelf.put(END)
    found = []
    while len(found) < len(items):
        found.append(results.get())
    for c in team:
        c.join()
    shelf.close()
    results.close()
    return found
