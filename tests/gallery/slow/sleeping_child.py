"""The child sleeps longer than anything else takes; the parent joins it."""

import multiprocessing
import time


def work():
    time.sleep(1.6)


def main():
    process = multiprocessing.Process(target=work)
    process.start()
    process.join()
    return process.exitcode
