"""The module takes long to import, so that spawned children come late."""

import multiprocessing
import time

time.sleep(1.0)


def work(barrier):
    barrier.wait()


def main():
    barrier = multiprocessing.Barrier(3)
    processes = [multiprocessing.Process(target=work, args=(barrier,)) for _ in range(2)]
    for process in processes:
        process.start()
    barrier.wait()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
