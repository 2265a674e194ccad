"""Knows only the exit code 1.

Misconception: exitcode-is-a-number-with-a-sign
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.kill()
        p.join()
        return "timeout"
    return "error" if p.exitcode == 1 else "ok"
