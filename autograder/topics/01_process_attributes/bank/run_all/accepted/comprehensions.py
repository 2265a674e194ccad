"""Three comprehensions."""

from multiprocessing import Process


def run_all(func, argslist):
    processes = [Process(target=func, args=args) for args in argslist]
    [p.start() for p in processes]
    [p.join() for p in processes]
    return [p.exitcode for p in processes]
