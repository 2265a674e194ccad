"""A class of consumers, a JoinableQueue, one list of all results at the end."""

import multiprocessing
from queue import Full


class Consumer(multiprocessing.Process):
    def __init__(self, use, shelf, answer):
        super().__init__(name="consumer")
        self.use, self.shelf, self.answer = use, shelf, answer

    def run(self):
        used = []
        while True:
            item = self.shelf.get()
            try:
                if item is None:
                    self.answer.put(used)
                    return
                used.append(self.use(item))
            finally:
                self.shelf.task_done()


def bounded_pipeline(use, items, maxsize, patience=None):
    shelf = multiprocessing.JoinableQueue(maxsize)
    answer = multiprocessing.SimpleQueue()
    consumer = Consumer(use, shelf, answer)
    consumer.start()
    dropped = []
    for item in items:
        try:
            shelf.put(item, timeout=patience)
        except Full:
            dropped.append(item)
    shelf.put(None)
    used = answer.get()
    consumer.join()
    return {"dropped": dropped, "used": used}
