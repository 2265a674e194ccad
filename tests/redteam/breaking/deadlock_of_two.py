"""Two processes wait for each other's lock."""
import multiprocessing as mp
import time


def hold(first, second):
    with first:
        time.sleep(0.3)
        with second:
            pass


def count_primes(limits, processes=2):
    one, two = mp.Lock(), mp.Lock()
    workers = [mp.Process(target=hold, args=pair) for pair in ((one, two), (two, one))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [0 for _ in limits]
