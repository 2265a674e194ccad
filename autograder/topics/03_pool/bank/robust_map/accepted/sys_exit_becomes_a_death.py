import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def call(func, item):
    try:
        return func(item)
    except SystemExit:
        os._exit(1)  # now the executor notices, and ends the others


def robust_map(func, items, processes=2):
    try:
        with ProcessPoolExecutor(processes) as executor:
            futures = [executor.submit(call, func, item) for item in items]
            return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise WorkerDied("a worker was gone before it had a result") from error
