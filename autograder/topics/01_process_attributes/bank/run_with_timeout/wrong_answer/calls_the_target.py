"""Calls the function where it should be named.

Misconception: target-called
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func(*args))
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.kill()
        p.join()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
