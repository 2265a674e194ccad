"""Calls the function where it should be named.

Misconception: target-called
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = []
    for args in argslist:
        p = Process(target=func(*args))
        p.start()
        processes.append(p)
    for p in processes:
        p.join()
    return [p.exitcode for p in processes]
