"""imap_unordered: the results stand in the order in which they were ready.

Misconception: completion-order
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return list(pool.imap_unordered(primes_below, limits))
