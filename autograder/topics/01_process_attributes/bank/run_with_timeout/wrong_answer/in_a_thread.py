"""A daemon thread instead of a process.

Misconception: no-process-started
"""

import threading


def run_with_timeout(func, args, seconds):
    worker = threading.Thread(target=func, args=args, daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        return "timeout"
    return "ok"
