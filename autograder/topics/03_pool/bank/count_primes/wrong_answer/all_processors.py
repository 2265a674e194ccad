"""The learner believes that Pool() without a number is best: as many workers as processors.

Misconception: processes-ignored
"""
import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    with multiprocessing.Pool() as pool:
        return pool.map(primes_below, limits)
