"""Waits for an exception that never comes.

Misconception: exception-stays-in-the-child
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    try:
        p = Process(target=func, args=args)
        p.start()
        p.join(seconds)
        if p.is_alive():
            p.kill()
            p.join()
            return "timeout"
        return "ok"
    except Exception:
        return "error"
