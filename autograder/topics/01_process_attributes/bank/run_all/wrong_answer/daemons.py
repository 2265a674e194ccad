"""Makes daemons of all of them.

Misconception: daemons-have-no-children
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args, daemon=True) for args in argslist]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    return [p.exitcode for p in processes]
