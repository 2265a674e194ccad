"""Prints the codes.

Misconception: shown-not-returned
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    for p in processes:
        print(p.name, p.exitcode)
