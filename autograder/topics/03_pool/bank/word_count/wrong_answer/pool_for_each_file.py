"""A pool for each file.

Misconception: pool-for-each-item
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    with open(path, encoding="utf-8") as file:
        return Counter(words(file.read()))


def word_count(paths, processes=2):
    total = Counter()
    for path in paths:
        pool = multiprocessing.Pool(processes)
        handle = pool.apply_async(count_file, (path,))
        pool.close()
        pool.join()
        total.update(handle.get())
    return total
