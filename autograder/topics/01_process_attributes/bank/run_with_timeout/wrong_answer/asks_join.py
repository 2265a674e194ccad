"""Believes that join tells whether it ended.

Misconception: join-tells-nothing
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    if not p.join(seconds):
        p.kill()
        p.join()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
