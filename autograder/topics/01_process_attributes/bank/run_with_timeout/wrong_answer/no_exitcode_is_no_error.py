"""Takes None for 0.

Misconception: none-is-not-zero
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if not p.exitcode:
        return "ok"
    if p.is_alive():
        p.kill()
        p.join()
        return "timeout"
    return "error"
