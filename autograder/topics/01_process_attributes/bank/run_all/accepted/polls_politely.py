"""Looks every few milliseconds who is still alive."""

import time
from multiprocessing import Process


def run_all(func, argslist):
    ps = []
    for a in argslist:
        p = Process(target=func, args=a)
        ps.append(p)
        p.start()
    while any(p.is_alive() for p in ps):
        time.sleep(0.01)
    return [p.exitcode for p in ps]
