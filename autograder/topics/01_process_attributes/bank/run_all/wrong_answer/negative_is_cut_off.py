"""Codes below zero become 1.

Misconception: exitcode-is-a-number-with-a-sign
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return [p.exitcode if p.exitcode >= 0 else 1 for p in processes]
