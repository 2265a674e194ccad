"""Reads the exit codes before it joins.

Misconception: exitcode-before-the-end
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = []
    codes = []
    for args in argslist:
        p = Process(target=func, args=args)
        p.start()
        processes.append(p)
        codes.append(p.exitcode)
    return codes
