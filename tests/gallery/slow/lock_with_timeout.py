"""The child waits with a timeout for a lock that the parent holds while it joins it."""

import multiprocessing


def work(lock):
    lock.acquire(timeout=1.4)


def main():
    lock = multiprocessing.Lock()
    process = multiprocessing.Process(target=work, args=(lock,))
    with lock:
        process.start()
        process.join()
    return process.exitcode
