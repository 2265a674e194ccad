"""Packs the arguments once more.

Misconception: arguments-packed-wrongly
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=(args,)) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return [p.exitcode for p in processes]
