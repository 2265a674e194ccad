"""The worker is defined inside of count_primes.

Misconception: worker-not-importable
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def count_primes(limits, processes=2):
    def primes_below(limit):
        return sum(is_prime(n) for n in range(limit))

    with multiprocessing.Pool(processes) as pool:
        return pool.map(primes_below, limits)
