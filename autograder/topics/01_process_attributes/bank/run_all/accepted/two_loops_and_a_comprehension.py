"""The lines of the puzzle, start all, join all, list of exit codes."""

import multiprocessing


def run_all(func, argslist):
    processes = [multiprocessing.Process(target=func, args=args) for args in argslist]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
