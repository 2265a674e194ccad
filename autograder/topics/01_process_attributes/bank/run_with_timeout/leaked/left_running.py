"""Leaves the slow process running.

Misconception: timeout-is-not-the-end
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
