"""The parent sleeps while its child waits for it in get()."""

import multiprocessing
import time


def work(queue):
    queue.get()


def main():
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=work, args=(queue,))
    process.start()
    time.sleep(1.6)
    queue.put(1)
    process.join()
    return process.exitcode
