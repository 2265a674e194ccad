"""Each worker gets a slice of the list and counts it in one go."""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_files(paths):
    counter = Counter()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            counter += Counter(words(file.read()))
    return counter


def word_count(paths, processes=2):
    slices = [paths[k::processes] for k in range(processes)]
    with multiprocessing.Pool(processes) as pool:
        return sum(pool.map(count_files, slices), Counter())
