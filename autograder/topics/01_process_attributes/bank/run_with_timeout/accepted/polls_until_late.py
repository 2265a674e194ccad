"""Looks at the clock."""

import time
from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    p = Process(target=func, args=args)
    p.start()
    late = time.monotonic() + seconds
    while p.exitcode is None and time.monotonic() < late:
        time.sleep(0.01)
    result = p.exitcode
    if result is None:
        p.kill()
    p.join()
    match result:
        case None:
            return "timeout"
        case 0:
            return "ok"
        case _:
            return "error"
