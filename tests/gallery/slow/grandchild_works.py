"""Parent and child wait; the grandchild is the one that works."""

import multiprocessing
import time


def work(results):
    time.sleep(1.4)
    results.put("done")


def middle(results):
    process = multiprocessing.Process(target=work, args=(results,))
    process.start()
    process.join()


def main():
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=middle, args=(results,))
    process.start()
    found = results.get()
    process.join()
    return found
