"""A task ends its worker: its result never comes.

pattern: pool-worker-died
says: The parent, `pool`, divide()
"""

import multiprocessing
import os


def divide(number):
    if number == 0:
        os._exit(3)
    return 10 / number


def main():
    with multiprocessing.Pool(2) as pool:
        return pool.map(divide, [1, 0, 2, 5], chunksize=1)  # waits
