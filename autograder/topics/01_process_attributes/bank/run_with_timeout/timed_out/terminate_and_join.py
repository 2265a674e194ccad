"""Asks to end, and waits for ever that it does.

Misconception: terminate-is-a-request
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.exitcode is None:
        p.terminate()
        p.join()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
