"""Starts and joins in one loop.

Misconception: join-inside-the-start-loop
"""

from multiprocessing import Process


def run_all(func, argslist):
    codes = []
    for args in argslist:
        p = Process(target=func, args=args)
        p.start()
        p.join()
        codes.append(p.exitcode)
    return codes
