"""Sleeps all the seconds.

Misconception: sleep-instead-of-join
"""

import time
from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    time.sleep(seconds)
    if p.is_alive():
        p.kill()
        p.join()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
