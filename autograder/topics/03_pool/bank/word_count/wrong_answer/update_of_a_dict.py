"""dict.update replaces a word's number, Counter.update would add to it.

Misconception: update-overwrites
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    counts = {}
    with open(path, encoding="utf-8") as file:
        for word in words(file.read()):
            counts[word] = counts.get(word, 0) + 1
    return counts


def word_count(paths, processes=2):
    total = {}
    with multiprocessing.Pool(processes) as pool:
        for part in pool.map(count_file, paths):
            total.update(part)
    return Counter(total)
