"""The learner believes that apply_async is parallel wherever get() stands.

Misconception: get-right-after-asking
"""
import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    counts = []
    with multiprocessing.Pool(processes) as pool:
        for limit in limits:
            result = pool.apply_async(primes_below, (limit,))
            counts.append(result.get())
    return counts
