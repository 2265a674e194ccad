"""A queue handed to the tasks of a pool.

Misconception: shared-object-as-task-argument
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path, queue):
    with open(path, encoding="utf-8") as file:
        queue.put(Counter(words(file.read())))


def word_count(paths, processes=2):
    queue = multiprocessing.Queue()
    total = Counter()
    with multiprocessing.Pool(processes) as pool:
        pool.starmap(count_file, [(path, queue) for path in paths])
        for _ in paths:
            total.update(queue.get())
    return total
