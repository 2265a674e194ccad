"""Each stage is a pool.map over all items, one after the other.

Misconception: stage-after-stage
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def pipeline(items, stages):
    results = list(items)
    for func in stages:
        with multiprocessing.Pool(1) as pool:
            try:
                results = pool.map(func, results)
            except Exception as error:
                raise StageFailed(str(error)) from error
    return results
