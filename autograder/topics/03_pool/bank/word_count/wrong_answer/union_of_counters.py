"""`|` keeps the larger number of two counters, `+` adds them.

Misconception: update-overwrites
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
    with multiprocessing.Pool(processes) as pool:
        for part in pool.map(count_file, paths):
            total |= part
    return total
