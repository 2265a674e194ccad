"""A plain loop.

Misconception: no-process-of-its-own
"""
class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def pipeline(items, stages):
    results = []
    for item in items:
        for func in stages:
            try:
                item = func(item)
            except Exception as error:
                raise StageFailed(str(error)) from error
        results.append(item)
    return results
