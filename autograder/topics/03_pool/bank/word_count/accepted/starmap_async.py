"""starmap_async, with the encoding as second argument."""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path, encoding):
    return Counter(words(open(path, encoding=encoding).read()))


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        handle = pool.starmap_async(count_file, [(path, "utf-8") for path in paths])
        counters = handle.get()
    total = Counter()
    for counter in counters:
        total = total + counter
    return total
