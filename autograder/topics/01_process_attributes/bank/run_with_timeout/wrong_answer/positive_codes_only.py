"""Overlooks signals.

Misconception: exitcode-is-a-number-with-a-sign
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.exitcode is None:
        p.kill()
        p.join()
        return "timeout"
    if p.exitcode > 0:
        return "error"
    return "ok"
