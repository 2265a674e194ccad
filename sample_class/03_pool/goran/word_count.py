import re
import time
from collections import Counter
from multiprocessing import Pool, Process


def words_of(path):
    with open(path, encoding="utf-8") as file:
        return Counter(re.findall(r"\w+", file.read().casefold()))


def show_that_i_am_alive():
    while True:
        print("still here")
        time.sleep(0.5)


def word_count(paths, processes=2):
    with Pool(processes) as pool:
        total = sum(pool.map(words_of, paths, chunksize=1), Counter())
    Process(target=show_that_i_am_alive, daemon=True).start()
    return total
