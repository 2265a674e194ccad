"""Puts the counters together in a dict, whose update replaces instead of adding.

Misconception: update-overwrites
"""

import multiprocessing
import re
from collections import Counter


def words(text):
    """The words of a text, in small letters. Given: use it as it is."""
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    with open(path, encoding="utf-8") as file:
        return Counter(words(file.read()))


def word_count(paths, processes=2):
    total = {}
    with multiprocessing.Pool(processes) as pool:
        for counter in pool.map(count_file, paths):
            total.update(counter)
    return Counter(total)
