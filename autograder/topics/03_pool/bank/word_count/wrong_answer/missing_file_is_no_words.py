"""A file that isn't there counts as empty, and nobody learns of it.

Misconception: missing-file-swallowed
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    try:
        with open(path, encoding="utf-8") as file:
            return Counter(words(file.read()))
    except FileNotFoundError:
        print(path, "not found")
        return Counter()


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return sum(pool.map(count_file, paths), Counter())
