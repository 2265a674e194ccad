"""The producer waits in put() of a bounded queue for a consumer that takes its time."""

import multiprocessing
import time


def consume(jobs):
    while jobs.get() is not None:
        time.sleep(0.6)


def main():
    jobs = multiprocessing.Queue(maxsize=1)
    process = multiprocessing.Process(target=consume, args=(jobs,))
    process.start()
    for number in range(4):
        jobs.put(number)
    jobs.put(None)
    process.join()
    return process.exitcode
