"""Kills, and doesn't join.

Misconception: ended-but-not-joined
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.kill()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
