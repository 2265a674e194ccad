"""The parent reads, the workers count: more to send, but just as right."""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_text(text):
    return Counter(words(text))


def word_count(paths, processes=2):
    texts = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    with multiprocessing.Pool(processes) as pool:
        counters = pool.map(count_text, texts)
        pool.close()
        pool.join()
    return sum(counters, Counter())
