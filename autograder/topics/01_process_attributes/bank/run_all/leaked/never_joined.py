"""Makes a guess at the codes instead of waiting.

Misconception: timeout-is-not-the-end
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join(0.3)
    return [p.exitcode or 0 for p in processes]
