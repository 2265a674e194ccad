import re
from collections import Counter
from multiprocessing import Pool


def words_of(path):
    with open(path, encoding="utf-8") as file:
        return Counter(re.findall(r"\w+", file.read().casefold()))


def word_count(paths, processes=2):
    total = Counter()
    with Pool(processes) as pool:
        for counts in pool.map(words_of, paths, chunksize=1):
            total += counts
    return total
