"""Joins the processes first and reads the queue afterwards: fine as long as the files are small.

Misconception: joined-before-collecting
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_files(paths, queue):
    counter = Counter()
    try:
        for path in paths:
            with open(path, encoding="utf-8") as file:
                counter.update(words(file.read()))
        queue.put(counter)
    except Exception as e:
        queue.put(e)


def word_count(paths, processes=2):
    queue = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=count_files, args=(paths[k::processes], queue))
        for k in range(processes)
    ]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    total = Counter()
    for w in workers:
        part = queue.get()
        if isinstance(part, Exception):
            raise part
        total.update(part)
    return total
