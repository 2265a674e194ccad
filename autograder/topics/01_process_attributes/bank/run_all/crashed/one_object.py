"""One object for all.

Misconception: process-started-twice
"""

from multiprocessing import Process


def run_all(func, argslist):
    codes = []
    p = None
    for args in argslist:
        if p is None:
            p = Process(target=func, args=args)
        p._args = args
        p.start()
        p.join()
        codes.append(p.exitcode)
    return codes
