"""Closes the process that is still running.

Misconception: closed-while-running
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.close()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
