"""The six steps with apply_async and get, close and join in a finally."""

import multiprocessing
import re
from collections import Counter


def words(text):
    """The words of a text, in small letters. Given: use it as it is."""
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    counter = Counter()
    with open(path, "r", encoding="utf8") as file:
        for line in file:
            for word in words(line):
                counter[word] += 1
    return counter


def word_count(paths, processes=2):
    pool = multiprocessing.Pool(processes)
    try:
        handles = [pool.apply_async(count_file, (path,)) for path in paths]
        total = Counter()
        for handle in handles:
            total += handle.get()
        return total
    finally:
        pool.close()
        pool.join()
