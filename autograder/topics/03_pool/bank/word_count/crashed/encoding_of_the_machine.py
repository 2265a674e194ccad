"""open() without an encoding reads with that of the machine, which need not be UTF-8.

Misconception: encoding-not-given
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    with open(path) as file:
        return Counter(words(file.read()))


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return sum(pool.map(count_file, paths), Counter())
