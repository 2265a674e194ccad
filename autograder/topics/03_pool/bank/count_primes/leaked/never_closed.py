"""The pool is neither closed nor terminated; that it ends is left to the garbage collector.

Misconception: pool-left-open
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    pool = multiprocessing.Pool(processes)
    result = pool.map(primes_below, limits)
    return result
