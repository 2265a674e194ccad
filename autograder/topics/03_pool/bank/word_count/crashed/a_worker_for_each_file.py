"""As many workers as files; for no files, no workers.

Misconception: pool-of-no-workers
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
    with multiprocessing.Pool(processes=len(paths)) as pool:
        return sum(pool.map(count_file, paths), Counter())
