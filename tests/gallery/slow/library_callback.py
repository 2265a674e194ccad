"""The callback is the library's own time.sleep, in a thread of the library's own."""

import multiprocessing
import time


def seconds(number):
    return number


def main():
    with multiprocessing.Pool(1) as pool:
        return pool.apply_async(seconds, (1.4,), callback=time.sleep).get()
