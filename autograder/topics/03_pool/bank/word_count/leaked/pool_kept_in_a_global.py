"""One pool for the whole life of the module.

Misconception: pool-left-open
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


_pool = None


def count_file(path):
    with open(path, encoding="utf-8") as file:
        return Counter(words(file.read()))


def get_pool(processes):
    global _pool
    if _pool is None:
        _pool = multiprocessing.Pool(processes)
    return _pool


def word_count(paths, processes=2):
    return sum(get_pool(processes).map(count_file, paths), Counter())
