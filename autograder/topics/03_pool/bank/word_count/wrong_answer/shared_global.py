"""The workers add into a global Counter, which is their own; the parent's stays empty.

Misconception: global-is-per-process
"""

import multiprocessing
import re
from collections import Counter

total = Counter()


def words(text):
    """The words of a text, in small letters. Given: use it as it is."""
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    with open(path, encoding="utf-8") as file:
        total.update(words(file.read()))


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        pool.map(count_file, paths)
    return total
