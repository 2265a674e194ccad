"""Every worker counts into the global, and each has a global of its own.

Misconception: global-is-per-process
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


total = Counter()


def count_file(path):
    with open(path, encoding="utf-8") as file:
        total.update(words(file.read()))


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        pool.map(count_file, paths)
    return total
