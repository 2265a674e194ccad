"""Two processes acquire two locks in opposite order.

pattern: lock-order
says: There, Back, `a`, `b`
"""

import multiprocessing


def transfer(first, second, barrier):
    with first:
        barrier.wait()
        with second:  # waits
            pass


def main():
    a, b = multiprocessing.Lock(), multiprocessing.Lock()
    barrier = multiprocessing.Barrier(2)
    there = multiprocessing.Process(target=transfer, args=(a, b, barrier), name="There")
    back = multiprocessing.Process(target=transfer, args=(b, a, barrier), name="Back")
    there.start()
    back.start()
    there.join()  # waits
    back.join()
