"""The worker is defined where it is used.

Misconception: worker-not-importable
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def word_count(paths, processes=2):
    def count_file(path):
        with open(path, encoding="utf-8") as file:
            return Counter(words(file.read()))

    with multiprocessing.Pool(processes) as pool:
        return sum(pool.map(count_file, paths), Counter())
