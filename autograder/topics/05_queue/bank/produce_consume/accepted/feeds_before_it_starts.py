"""Everything lies in the queue before anybody starts; results are tagged."""

import multiprocessing as mp


def worker(func, todo, done):
    while True:
        item = todo.get()
        if item is None:
            done.put(("end", None))
            return
        done.put(("result", func(item)))


def produce_consume(func, items, consumers=2):
    todo, done = mp.Queue(), mp.Queue()
    for item in items:
        todo.put(item)
    for _ in range(consumers):
        todo.put(None)
    workers = []
    for _ in range(consumers):
        w = mp.Process(target=worker, args=(func, todo, done))
        workers.append(w)
        w.start()
    found, ended = [], 0
    while ended < consumers:
        kind, value = done.get()
        if kind == "end":
            ended += 1
        else:
            found.append(value)
    for w in workers:
        w.join()
    return found
