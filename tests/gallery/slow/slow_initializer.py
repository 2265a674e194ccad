"""The workers of a pool take long to begin."""

import multiprocessing
import time


def prepare():
    time.sleep(1.4)


def square(number):
    return number * number


def main():
    with multiprocessing.Pool(2, initializer=prepare) as pool:
        return pool.map(square, range(4))
