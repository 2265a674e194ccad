"""Args=(args,), so that func gets the whole tuple as its one argument.

Misconception: arguments-packed-wrongly
"""

import multiprocessing


def run_all(func, argslist):
    processes = []
    for args in argslist:
        process = multiprocessing.Process(target=func, args=(args,))
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
