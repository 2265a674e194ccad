"""Sums don't care about order: imap_unordered and reduce."""
import functools
import operator
import re
from collections import Counter
from multiprocessing import Pool
from pathlib import Path


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    return Counter(words(Path(path).read_text(encoding="utf-8")))


def word_count(paths, processes=2):
    with Pool(processes) as pool:
        parts = pool.imap_unordered(count_file, paths)
        return functools.reduce(operator.add, parts, Counter())
