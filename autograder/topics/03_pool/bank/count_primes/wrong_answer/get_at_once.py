"""apply_async, but each handle is asked for its result before the next call goes out.

Misconception: get-right-after-asking
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return [pool.apply_async(primes_below, (limit,)).get() for limit in limits]
