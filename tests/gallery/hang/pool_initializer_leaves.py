"""An initializer that leaves, by sys.exit(): without any traceback every worker ends at once.

pattern: pool-initializer-fails
says: The parent, `team`, PoolWorker-1
"""

import multiprocessing
import sys


def main():
    with multiprocessing.Pool(2, initializer=sys.exit) as team:
        return team.map(abs, range(3))  # waits
