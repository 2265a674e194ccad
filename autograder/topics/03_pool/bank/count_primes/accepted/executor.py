"""The pool of concurrent.futures; map returns an iterator there."""
import math
from concurrent.futures import ProcessPoolExecutor


def is_prime(n):
    if n < 2:
        return False
    for d in range(2, math.isqrt(n) + 1):
        if n % d == 0:
            return False
    return True


def primes_below(limit):
    return sum(map(is_prime, range(limit)))


def count_primes(limits, processes=2):
    with ProcessPoolExecutor(max_workers=processes) as executor:
        return list(executor.map(primes_below, limits))
