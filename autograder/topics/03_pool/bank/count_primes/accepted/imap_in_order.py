"""imap gives results one by one, in the order of the limits."""
from multiprocessing import Pool

from math import isqrt


def primes_below(limit):
    if limit < 3:
        return 0
    sieve = bytearray([1]) * limit
    sieve[0] = sieve[1] = 0
    for n in range(2, isqrt(limit) + 1):
        if sieve[n]:
            sieve[n * n :: n] = bytes(len(range(n * n, limit, n)))
    return sum(sieve)


def count_primes(limits, processes=2):
    result = []
    with Pool(processes) as p:
        for count in p.imap(primes_below, limits):
            result.append(count)
        p.close()
        p.join()
    return result
