from __future__ import annotations

import math
import multiprocessing
from collections.abc import Sequence


def is_prime(n: int) -> bool:
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit: int) -> int:
    """The worker: a sieve, much faster than asking is_prime again and again."""
    if limit <= 2:
        return 0
    sieve = bytearray([1]) * limit
    sieve[0] = sieve[1] = 0
    for n in range(2, math.isqrt(limit - 1) + 1):
        if sieve[n]:
            sieve[n * n :: n] = bytes(len(range(n * n, limit, n)))
    return sum(sieve)


def count_primes(limits: Sequence[int], processes: int = 2) -> list[int]:
    pool = multiprocessing.Pool(processes)
    try:
        counts = list(pool.imap(primes_below, limits, chunksize=1))
        pool.close()
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.join()
    return counts
