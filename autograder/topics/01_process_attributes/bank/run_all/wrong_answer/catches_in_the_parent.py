"""Believes that the child's exception arrives at join.

Misconception: exception-stays-in-the-child
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    codes = []
    for p in processes:
        try:
            p.join()
            codes.append(0)
        except Exception:
            codes.append(1)
    return codes
