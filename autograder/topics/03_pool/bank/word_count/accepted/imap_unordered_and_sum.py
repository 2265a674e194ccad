"""Imap_unordered, since order does not matter in a sum, and sum() with a start value."""

import multiprocessing
import pathlib
import re
from collections import Counter


def words(text):
    """The words of a text, in small letters. Given: use it as it is."""
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    return Counter(words(pathlib.Path(path).read_text(encoding="utf-8")))


def word_count(paths, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return sum(pool.imap_unordered(count_file, paths), Counter())
