"""The result is asked for after the `with` block has ended the pool.

pattern: pool-result-after-terminate
says: The parent, `pool`, terminated
"""

import multiprocessing
import time


def slow(number):
    time.sleep(0.5)
    return number


def main():
    with multiprocessing.Pool(1) as pool:
        results = [pool.apply_async(slow, (number,)) for number in range(3)]
    return [result.get() for result in results]  # waits
