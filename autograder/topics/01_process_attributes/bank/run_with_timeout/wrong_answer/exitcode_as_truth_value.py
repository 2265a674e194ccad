"""`if process.exitcode` and `not process.exitcode`, so that None looks like 0 and a timeout is "ok".

Misconception: looked-after-the-kill
"""

import multiprocessing


def run_with_timeout(func, args, seconds):
    process = multiprocessing.Process(target=func, args=args)
    process.start()
    process.join(seconds)
    if process.exitcode:
        return "error"
    if not process.exitcode:
        process.kill()
        process.join()
        return "ok"
    return "timeout"
