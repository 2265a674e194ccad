"""An executor whose tasks sleep."""

import concurrent.futures
import multiprocessing
import time


def work(number):
    time.sleep(1.2)
    return number


def main():
    context = multiprocessing.get_context()
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
        return list(executor.map(work, range(3)))
