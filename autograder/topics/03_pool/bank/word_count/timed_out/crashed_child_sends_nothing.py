"""A child that can't open its file dies, and the parent waits for its answer for ever.

Misconception: crashed-child-sends-nothing
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_files(paths, queue):
    counter = Counter()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            counter.update(words(file.read()))
    queue.put(counter)


def word_count(paths, processes=2):
    queue = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=count_files, args=(paths[k::processes], queue))
        for k in range(processes)
    ]
    for w in workers:
        w.start()
    total = Counter()
    for w in workers:
        total.update(queue.get())
    for w in workers:
        w.join()
    return total
