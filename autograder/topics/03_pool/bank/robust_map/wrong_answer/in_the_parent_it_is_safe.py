"""No worker, no death: the parent does it all.

Misconception: parent-does-the-work
"""


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def robust_map(func, items, processes=2):
    try:
        return [func(item) for item in items]
    except SystemExit as error:
        raise WorkerDied() from error
