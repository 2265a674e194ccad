"""The child computes for a while without a word."""

import multiprocessing
import time


def work(results):
    end = time.monotonic() + 1.4
    total = 0
    while time.monotonic() < end:
        total += 1
    results.put(total)


def main():
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=work, args=(results,))
    process.start()
    found = results.get()
    process.join()
    return found > 0
