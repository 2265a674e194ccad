"""The sums are returned by a pool; nothing is shared.

Misconception: results-sent-not-shared
"""
import multiprocessing


def add(part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    return mine


def histogram(records, processes=2):
    with multiprocessing.Pool(processes) as pool:
        lists = pool.map(add, [records[n::processes] for n in range(processes)], 1)
    return [sum(column) for column in zip(*lists)]
