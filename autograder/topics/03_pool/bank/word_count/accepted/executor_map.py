"""ProcessPoolExecutor.map; plain dicts travel, a Counter is made at home."""
import collections
import concurrent.futures
import re


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    counts = {}
    with open(path, "rb") as file:
        for word in words(file.read().decode("utf-8")):
            counts[word] = counts.get(word, 0) + 1
    return counts


def word_count(paths, processes=2):
    total = collections.Counter()
    with concurrent.futures.ProcessPoolExecutor(processes) as executor:
        for counts in executor.map(count_file, paths):
            for word, number in counts.items():
                total[word] += number
    return total
