"""Takes what join returns for the exit code.

Misconception: join-tells-nothing
"""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    for p in processes:
        p.start()
    return [p.join() for p in processes]
