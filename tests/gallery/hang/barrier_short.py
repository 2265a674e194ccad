"""A barrier for three, and only two processes come.

pattern: barrier-short
says: The parent, `start`, Process-1, Process-2, 3 processes
"""

import multiprocessing


def work(start):
    start.wait()  # waits


def main():
    start = multiprocessing.Barrier(3)
    processes = [multiprocessing.Process(target=work, args=(start,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()  # waits
