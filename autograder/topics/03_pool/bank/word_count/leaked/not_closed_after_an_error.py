"""close and join stand behind map, and an exception never gets there.

Misconception: pool-left-open
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
    pool = multiprocessing.Pool(processes)
    counters = pool.map(count_file, paths)
    pool.close()
    pool.join()
    return sum(counters, Counter())
