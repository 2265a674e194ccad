"""The pool is made and never asked.

Misconception: parent-does-the-work
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
    with multiprocessing.Pool(processes):
        total = Counter()
        for path in paths:
            total.update(count_file(path))
    return total
