"""map hands over one argument; here the worker wants two.

Misconception: map-gives-one-argument
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_between(low, high):
    return sum(is_prime(n) for n in range(low, high))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(primes_between, [(0, limit) for limit in limits])
