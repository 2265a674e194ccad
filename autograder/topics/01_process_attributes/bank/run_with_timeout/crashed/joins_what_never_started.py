"""Forgets start.

Misconception: joined-before-start
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.join(seconds)
    if p.is_alive():
        p.kill()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
