"""Every limit is counted in the pool, but one after the other.

Misconception: apply-is-serial
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    result = []
    pool = multiprocessing.Pool(processes)
    for limit in limits:
        result.append(pool.apply(primes_below, (limit,)))
    pool.close()
    pool.join()
    return result
