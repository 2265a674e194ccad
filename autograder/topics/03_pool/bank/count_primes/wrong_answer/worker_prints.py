"""Each worker prints its count and returns nothing.

Misconception: printed-not-returned
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    print(limit, sum(is_prime(n) for n in range(limit)))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(primes_below, limits)
