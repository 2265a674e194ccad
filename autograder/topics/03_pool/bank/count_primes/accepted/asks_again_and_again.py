"""A sieve in the workers, and a parent that asks without a pause whether they are ready."""
import math
import multiprocessing


def primes_below(limit):
    if limit < 3:
        return 0
    sieve = bytearray([1]) * limit
    sieve[0] = sieve[1] = 0
    for n in range(2, math.isqrt(limit) + 1):
        if sieve[n]:
            sieve[n * n :: n] = bytes(len(sieve[n * n :: n]))
    return sum(sieve)


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        asked = pool.map_async(primes_below, limits, 1)
        while not asked.ready():
            pass
        return asked.get()
