"""Forgets `target=`.

Misconception: target-without-its-name
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(func, args) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return [p.exitcode for p in processes]
