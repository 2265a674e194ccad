"""apply_async with Counter.update as callback; get() brings a failure to light."""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    counter = Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            counter.update(words(line))
    return counter


def word_count(paths, processes=2):
    total = Counter()
    pool = multiprocessing.Pool(processes)
    try:
        handles = [pool.apply_async(count_file, (path,), callback=total.update) for path in paths]
        for handle in handles:
            handle.get()
    finally:
        pool.close()
        pool.join()
    return total
