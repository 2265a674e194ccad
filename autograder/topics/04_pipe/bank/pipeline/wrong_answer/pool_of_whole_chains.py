"""Each item runs through the whole chain in one worker of a pool.

Misconception: too-few-processes
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def chain(job):
    item, stages = job
    for func in stages:
        item = func(item)
    return item


def pipeline(items, stages):
    with multiprocessing.Pool(1) as pool:
        try:
            return pool.map(chain, [(item, stages) for item in items])
        except Exception as error:
            raise StageFailed(str(error)) from error
