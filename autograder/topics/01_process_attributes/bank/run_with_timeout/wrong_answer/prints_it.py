"""Prints how it went.

Misconception: shown-not-returned
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.kill()
        p.join()
        print("timeout")
    else:
        print("ok" if p.exitcode == 0 else "error")
