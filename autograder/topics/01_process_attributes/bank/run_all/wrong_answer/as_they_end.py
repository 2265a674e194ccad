"""The codes stand in the order in which the processes ended.

Misconception: codes-out-of-order
"""

from multiprocessing import Process
from multiprocessing.connection import wait


def run_all(func, argslist):
    by_sentinel = {}
    for args in argslist:
        p = Process(target=func, args=args)
        p.start()
        by_sentinel[p.sentinel] = p
    codes = []
    while by_sentinel:
        for sentinel in wait(list(by_sentinel)):
            p = by_sentinel.pop(sentinel)
            p.join()
            codes.append(p.exitcode)
    return codes
