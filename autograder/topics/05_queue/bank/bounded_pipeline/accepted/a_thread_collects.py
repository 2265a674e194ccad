"""A thread takes the results out while the items go in."""

import threading
from multiprocessing import Process, Queue
from queue import Full

END = "the end of the items"


def work(use, todo, done):
    for item in iter(todo.get, END):
        done.put(use(item))
    done.put(END)


def bounded_pipeline(use, items, maxsize, patience=None):
    todo, done = Queue(maxsize), Queue(maxsize)
    used, dropped = [], []

    def collect():
        while (result := done.get()) != END:
            used.append(result)

    worker = Process(target=work, args=(use, todo, done))
    worker.start()
    collector = threading.Thread(target=collect)
    collector.start()
    for item in items:
        try:
            todo.put(item, block=True, timeout=patience)
        except Full:
            dropped.append(item)
    todo.put(END)
    collector.join()
    worker.join()
    return dict(used=used, dropped=dropped)
