"""The with block ends, and its end terminates the workers.

Misconception: read-after-with
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        handles = [pool.apply_async(primes_below, (limit,)) for limit in limits]
    return [handle.get() for handle in handles]
