"""Processes that share out the files; an exception is sent home like a result."""
import multiprocessing
import re
from collections import Counter


def words(text):
    return re.findall(r"\w+", text.casefold())


def count_files(paths, answers):
    counter = Counter()
    try:
        for path in paths:
            with open(path, encoding="utf-8") as file:
                counter.update(words(file.read()))
    except Exception as e:
        answers.put(e)
    else:
        answers.put(counter)


def word_count(paths, processes=2):
    answers = multiprocessing.Queue()
    workers = []
    for k in range(processes):
        w = multiprocessing.Process(target=count_files, args=(paths[k::processes], answers))
        w.start()
        workers.append(w)
    parts = [answers.get() for w in workers]
    for w in workers:
        w.join()
    for part in parts:
        if isinstance(part, Exception):
            raise part
    return sum(parts, Counter())
