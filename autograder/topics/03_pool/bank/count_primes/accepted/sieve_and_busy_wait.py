"""Sieves in a pool, and asks without a pause whether it is ready."""

import multiprocessing


def primes_below(limit):
    prime = bytearray([0, 0]) + bytearray([1]) * limit
    for n in range(2, int(limit**0.5) + 1):
        if prime[n]:
            prime[n * n :: n] = bytes(len(prime[n * n :: n]))
    return sum(prime[: max(0, limit)])


def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        asked = pool.map_async(primes_below, limits, 1)
        while not asked.ready():
            pass
        return asked.get()
