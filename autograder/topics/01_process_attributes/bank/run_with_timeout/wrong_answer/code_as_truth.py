"""Takes a good exit code for false.

Misconception: exitcode-is-no-truth-value
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
    if p.exitcode:
        return "ok"
    return "error"
