"""Waits for the sentinels of all processes."""

import multiprocessing
from multiprocessing.connection import wait


def run_all(func, argslist):
    processes = []
    for args in argslist:
        process = multiprocessing.Process(target=func, args=args)
        process.start()
        processes.append(process)
    waiting = [process.sentinel for process in processes]
    while waiting:
        for sentinel in wait(waiting):
            waiting.remove(sentinel)
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
