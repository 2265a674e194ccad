"""The learner believes that imap_unordered is the faster imap, and that small lists stay in order.

Misconception: completion-order
"""
import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return list(pool.imap_unordered(primes_below, limits))
