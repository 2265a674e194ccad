"""map_async inside the block, get() behind it.

Misconception: read-after-with
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
    with multiprocessing.Pool(processes) as pool:
        parts = pool.map_async(count_file, paths)
    return sum(parts.get(), Counter())
