"""A pool of one worker.

Misconception: pool-hides-a-death
"""

import multiprocessing


def run_with_timeout(func, args, seconds):
    with multiprocessing.Pool(1) as pool:
        handle = pool.apply_async(func, args)
        try:
            handle.get(min(seconds, 4))
        except multiprocessing.TimeoutError:
            return "timeout"
        except Exception:
            return "error"
        return "ok"
