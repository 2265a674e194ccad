"""A lambda has no name under which a worker could find it.

Misconception: worker-not-importable
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(lambda limit: sum(is_prime(n) for n in range(limit)), limits)
