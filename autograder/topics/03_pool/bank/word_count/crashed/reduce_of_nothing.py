"""reduce without a first value has nothing to return for no files.

Misconception: sum-without-start
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


from functools import reduce


def count_file(path):
    with open(path, encoding="utf-8") as file:
        return Counter(words(file.read()))


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return reduce(lambda a, b: a + b, pool.map(count_file, paths))
