"""Join in the same turn of the loop as start, so one after the other.

Misconception: join-inside-the-start-loop
"""

import multiprocessing


def run_all(func, argslist):
    codes = []
    for args in argslist:
        process = multiprocessing.Process(target=func, args=args)
        process.start()
        process.join()
        codes.append(process.exitcode)
    return codes
