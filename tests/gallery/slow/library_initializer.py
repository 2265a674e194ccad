"""The workers' initializer is the library's own time.sleep."""

import multiprocessing
import time


def square(number):
    return number * number


def main():
    with multiprocessing.Pool(2, time.sleep, (1.4,)) as pool:
        return pool.map(square, range(4))
