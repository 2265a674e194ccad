"""The target is a function inside the function.

Misconception: worker-inside-a-function
"""

from multiprocessing import Process


def run_with_timeout(func, args, seconds):
    def job():
        func(*args)

    p = Process(target=job)
    p.start()
    p.join(seconds)
    if p.is_alive():
        p.kill()
        p.join()
        return "timeout"
    return "ok" if p.exitcode == 0 else "error"
