"""Asks politely, then kills."""

import multiprocessing as mp


def run_with_timeout(func, args, seconds):
    p = mp.Process(target=func, args=args)
    try:
        p.start()
        p.join(seconds)
        code = p.exitcode
        if code is None:
            p.terminate()
            p.join(0.5)
        return {None: "timeout", 0: "ok"}.get(code, "error")
    finally:
        if p.is_alive():
            p.kill()
        p.join()
        p.close()
