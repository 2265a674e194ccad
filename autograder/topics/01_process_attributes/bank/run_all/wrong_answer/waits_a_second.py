"""Waits a second for each.

Misconception: timeout-is-not-the-end
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join(0.5)
    return [p.exitcode for p in processes]
