"""Looks at the clock after it has waited for ever.

Misconception: join-without-an-end
"""

import time
from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    began = time.time()
    p = Process(target=func, args=args)
    p.start()
    p.join()
    if time.time() - began > seconds:
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
