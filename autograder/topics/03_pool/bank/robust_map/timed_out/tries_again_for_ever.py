"""After a death it simply tries again, and the same item kills the next worker.

Misconception: tries-again-for-ever
"""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    while True:
        try:
            with ProcessPoolExecutor(processes) as executor:
                return list(executor.map(func, items))
        except (BrokenProcessPool, SystemExit):
            print("a worker died, trying again")
