"""A new pool for each limit: nothing runs together, and every pool has to be paid for.

Misconception: pool-for-each-item
"""
import math
from multiprocessing import Pool


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    counts = []
    for limit in limits:
        with Pool(processes) as pool:
            counts += pool.map(primes_below, [limit])
    return counts
