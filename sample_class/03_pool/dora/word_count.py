from collections import Counter
from multiprocessing import Pool


def words_of(path)
    with open(path, encoding="utf-8") as file:
        return Counter(file.read().casefold().split())


def word_count(paths, processes=2):
    with Pool(processes) as pool:
        return sum(pool.map(words_of, paths), Counter())
