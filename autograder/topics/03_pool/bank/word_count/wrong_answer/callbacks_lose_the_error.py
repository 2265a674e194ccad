"""Apply_async with callback=total.update and nobody asks the handles, so a missing file goes unnoticed.

Misconception: exception-without-get
"""

import multiprocessing
import re
from collections import Counter


def words(text):
    """The words of a text, in small letters. Given: use it as it is."""
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    with open(path, encoding="utf-8") as file:
        return Counter(words(file.read()))


def word_count(paths, processes=2):
    total = Counter()
    pool = multiprocessing.Pool(processes)
    for path in paths:
        pool.apply_async(count_file, (path,), callback=total.update)
    pool.close()
    pool.join()
    return total
