"""The iterable that the pool's own thread goes through makes it wait."""

import multiprocessing
import time


def square(number):
    return number is None


def main():
    with multiprocessing.Pool(1) as pool:
        return list(pool.imap(square, map(time.sleep, [1.0, 1.5])))
