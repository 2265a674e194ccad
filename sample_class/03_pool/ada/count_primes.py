import math
from multiprocessing import Pool


def is_prime(n):
    return n >= 2 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(1 for n in range(limit) if is_prime(n))


def count_primes(limits, processes=2):
    with Pool(processes) as pool:
        return pool.map(primes_below, limits, chunksize=1)
