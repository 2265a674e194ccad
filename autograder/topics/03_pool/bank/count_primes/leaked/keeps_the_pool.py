"""The learner has measured what hiring costs, and believes that idle daemons may stay for the next call.

Misconception: pool-left-open
"""
import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


pools = {}


def get_pool(processes):
    # hiring is expensive, so keep the pool for the next call
    if processes not in pools:
        pools[processes] = multiprocessing.Pool(processes)
    return pools[processes]


def count_primes(limits, processes=2):
    return get_pool(processes).map(primes_below, limits)
