"""Kills first and reads the exit code afterwards, so that -9 makes a timeout an "error".

Misconception: looked-after-the-kill
"""

import multiprocessing


def run_with_timeout(func, args, seconds):
    process = multiprocessing.Process(target=func, args=args)
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
    if process.exitcode == 0:
        return "ok"
    if process.exitcode is None:
        return "timeout"
    return "error"
