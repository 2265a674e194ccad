"""Open files are handed to the workers; only their names can travel.

Misconception: open-file-as-task-argument
"""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(file):
    return Counter(words(file.read()))


def word_count(paths, processes=2):
    files = [open(path, encoding="utf-8") for path in paths]
    with multiprocessing.Pool(processes) as pool:
        return sum(pool.map(count_file, files), Counter())
