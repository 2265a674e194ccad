"""True for what went well.

Misconception: exitcode-is-no-truth-value
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return [p.exitcode == 0 for p in processes]
