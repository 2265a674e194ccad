"""The callback of a pool's result sleeps in a thread of the library's own."""

import multiprocessing
import time


def square(number):
    return number * number


def slowly(value):
    time.sleep(1.4)


def main():
    with multiprocessing.Pool(1) as pool:
        return pool.apply_async(square, (3,), callback=slowly).get()
