"""Right numbers, found by the parent alone.

Misconception: parent-does-the-work
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return list(map(primes_below, limits))
