"""The learner uses as_completed to notice a death early, and believes that the list keeps its order.

Misconception: completion-order
"""
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def call(func, item):
    try:
        return func(item)
    except SystemExit:
        os._exit(1)


def robust_map(func, items, processes=2):
    results = []
    try:
        with ProcessPoolExecutor(max_workers=processes) as executor:
            futures = [executor.submit(call, func, item) for item in items]
            for future in as_completed(futures):
                results.append(future.result())
    except BrokenProcessPool as error:
        raise WorkerDied("a worker is gone") from error
    return results
