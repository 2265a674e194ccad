"""A pool of functions that its workers cannot import, as those of a notebook's cells.

pattern: pool-cannot-import
says: The parent, `pool`, AttributeError
"""

import multiprocessing
import sys


def main():
    with multiprocessing.Pool(2) as pool:
        exec("def square(number):\n    return number * number", globals())
        square = globals()["square"]
        square.__module__ = __name__
        assert sys.modules[__name__].square is square
        return pool.map(square, range(3), chunksize=1)  # waits
