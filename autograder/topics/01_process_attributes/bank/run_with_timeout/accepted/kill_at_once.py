"""As Hint 2 says, three cases, and kill without asking."""

import multiprocessing


def run_with_timeout(func, args, seconds):
    process = multiprocessing.Process(target=func, args=args)
    process.start()
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        return "timeout"
    if process.exitcode == 0:
        return "ok"
    return "error"
