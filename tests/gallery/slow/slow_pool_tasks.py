"""Each task of the pool sleeps for a second."""

import multiprocessing
import time


def work(number):
    time.sleep(1.0)
    return number


def main():
    with multiprocessing.Pool(2) as pool:
        return pool.map(work, range(4), chunksize=1)
