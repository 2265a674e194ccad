"""Daemon=True "so that nothing is left", though func may start processes of its own.

Misconception: daemons-have-no-children
"""

import multiprocessing


def run_all(func, argslist):
    processes = [multiprocessing.Process(target=func, args=args, daemon=True) for args in argslist]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
