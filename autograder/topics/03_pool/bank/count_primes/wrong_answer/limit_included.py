"""The learner reads "below" as "up to", and believes that range needs + 1.

Misconception: limit-is-included
"""
import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(2, limit + 1))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(primes_below, limits)
