import re
from collections import Counter
from multiprocessing import Process, Queue


def count_some(paths, queue):
    counts = Counter()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            counts.update(re.findall(r"\w+", file.read().casefold()))
    queue.put(counts)


def word_count(paths, processes=2):
    queue = Queue()
    workers = [Process(target=count_some, args=(paths[i::processes], queue)) for i in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    total = Counter()
    for worker in workers:
        total += queue.get()
    return total
