"""Waits for the sentinel."""

import multiprocessing
from multiprocessing.connection import wait


def run_with_timeout(func, args, seconds):
    process = multiprocessing.Process(target=func, args=args, daemon=True)
    process.start()
    in_time = bool(wait([process.sentinel], timeout=seconds))
    if not in_time:
        process.kill()
    process.join()
    if not in_time:
        return "timeout"
    return "error" if process.exitcode else "ok"
