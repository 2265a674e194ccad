import math
from concurrent.futures import ProcessPoolExecutor


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    """The worker: how many primes are smaller than `limit`."""
    return len([n for n in range(2, limit) if is_prime(n)])


def count_primes(limits, processes=2):
    with ProcessPoolExecutor(max_workers=processes) as executor:
        return list(executor.map(primes_below, limits))
