"""Asks to end, and gives up after a second.

Misconception: terminate-is-a-request
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.terminate()
        p.join(1)
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
