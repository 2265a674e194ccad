"""Workers are started, and the parent counts.

Misconception: parent-does-the-work
"""
import multiprocessing
import re
from collections import Counter


def nothing():
    pass


def show(number):
    crew = [multiprocessing.Process(target=nothing) for _ in range(number)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()


def word_count(paths, processes=2):
    show(processes)
    total = Counter()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            total.update(re.findall(r"\w+", file.read().casefold()))
    return total
