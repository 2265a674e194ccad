"""Kills first, then looks at the exit code.

Misconception: looked-after-the-kill
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.kill()
        p.join()
    if p.exitcode == 0:
        return "ok"
    elif p.exitcode is None:
        return "timeout"
    else:
        return "error"
