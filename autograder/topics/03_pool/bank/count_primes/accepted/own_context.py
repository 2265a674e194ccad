"""A context of its own instead of the default start method, and starmap."""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_between(low, high):
    return sum(is_prime(n) for n in range(low, high))


def count_primes(limits, processes=2):
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        return pool.starmap(primes_between, [(2, limit) for limit in limits])
