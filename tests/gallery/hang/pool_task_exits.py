"""sys.exit() in a task is no exception of the task: it ends the worker.

pattern: pool-worker-died
says: The parent, `workers`
"""

import multiprocessing
import sys


def check(number):
    if number < 0:
        sys.exit("negative")
    return number


def main():
    workers = multiprocessing.Pool(2)
    results = [workers.apply_async(check, (number,)) for number in (1, -1, 2)]
    return [result.get() for result in results]  # waits
