"""The callbacks would add up, but the with block ends before the work is done.

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
    total = Counter()
    with multiprocessing.Pool(processes) as pool:
        for path in paths:
            pool.apply_async(count_file, (path,), callback=total.update)
    return total
