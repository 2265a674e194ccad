"""An initializer that wants an argument which nobody gives it: every worker ends at once.

pattern: pool-initializer-fails
says: The parent, `team`, PoolWorker-1, TypeError
"""

import multiprocessing


def prepare(shared):
    pass


def main():
    with multiprocessing.Pool(2, initializer=prepare) as team:
        return team.map(abs, range(3))  # waits
