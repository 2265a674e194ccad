"""A callback collects the counts: again in the order in which they were ready.

Misconception: completion-order
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    results = []
    pool = multiprocessing.Pool(processes)
    for limit in limits:
        pool.apply_async(primes_below, (limit,), callback=results.append)
    pool.close()
    pool.join()
    return results
