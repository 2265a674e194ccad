"""No join with a timeout, but a loop that looks every few milliseconds until a deadline."""

import multiprocessing
import time


def run_with_timeout(func, args, seconds):
    process = multiprocessing.Process(target=func, args=args)
    process.start()
    deadline = time.monotonic() + seconds
    while process.exitcode is None and time.monotonic() < deadline:
        time.sleep(0.005)
    code = process.exitcode
    if code is None:
        process.kill()
    process.join()
    return {None: "timeout", 0: "ok"}.get(code, "error")
