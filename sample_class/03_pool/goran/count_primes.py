import math
import multiprocessing

pool = None


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    global pool
    if pool is None:
        pool = multiprocessing.Pool(processes)
    return pool.map(primes_below, limits, chunksize=1)
