"""map, one limit at a time, so that a long one holds up no others."""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    count = 0
    for n in range(limit):
        if is_prime(n):
            count += 1
    return count


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(primes_below, limits, chunksize=1)
