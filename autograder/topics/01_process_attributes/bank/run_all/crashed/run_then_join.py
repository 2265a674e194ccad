"""Calls run and joins.

Misconception: joined-before-start
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.run()
    for p in processes:
        p.join()
    return [p.exitcode for p in processes]
