"""Packs the arguments into a lambda.

Misconception: worker-inside-a-function
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=lambda args=args: func(*args)) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return [p.exitcode for p in processes]
