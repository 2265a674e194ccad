"""An initializer that a worker cannot import, as one of a notebook's cells.

pattern: pool-initializer-fails
says: The parent, `team`, PoolWorker-1, could not import
methods: spawn, forkserver
"""

import multiprocessing
import sys


def main():
    exec("def prepare():\n    pass", globals())
    prepare = globals()["prepare"]
    prepare.__module__ = __name__
    assert sys.modules[__name__].prepare is prepare
    with multiprocessing.Pool(2, initializer=prepare) as team:
        return team.map(abs, range(3))  # waits
