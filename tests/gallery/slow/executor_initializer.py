"""The same for the workers of an executor."""

import concurrent.futures
import multiprocessing
import time


def square(number):
    return number * number


def main():
    with concurrent.futures.ProcessPoolExecutor(
        2,
        mp_context=multiprocessing.get_context(),
        initializer=time.sleep,
        initargs=(1.4,),
    ) as executor:
        return list(executor.map(square, range(4)))
