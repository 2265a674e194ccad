"""A pool whose workers get the Array at their birth."""
import multiprocessing
from collections import Counter


def set_up(array):
    global shared
    shared = array


def add(part):
    mine = Counter()
    for hour, size in part:
        mine[hour] += size
    with shared.get_lock():
        for hour in mine:
            shared[hour] = shared[hour] + mine[hour]


def histogram(records, processes=2):
    array = multiprocessing.Array("Q", [0] * 24)
    with multiprocessing.Pool(processes, set_up, (array,)) as pool:
        pool.map(add, [records[n::processes] for n in range(processes)], 1)
        pool.close()
        pool.join()
    return [array[hour] for hour in range(24)]
