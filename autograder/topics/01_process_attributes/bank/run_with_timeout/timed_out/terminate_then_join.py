"""Terminate() and a join() without end, which hangs with a process that ignores SIGTERM.

Misconception: terminate-is-a-request
"""

import multiprocessing


def run_with_timeout(func, args, seconds):
    process = multiprocessing.Process(target=func, args=args)
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.terminate()
        process.join()
        return "timeout"
    return "ok" if process.exitcode == 0 else "error"
