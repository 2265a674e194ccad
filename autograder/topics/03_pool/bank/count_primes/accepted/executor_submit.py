"""Futures, collected as they are completed and put back in order."""
import concurrent.futures
import math


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    answer = {}
    with concurrent.futures.ProcessPoolExecutor(processes) as ex:
        futures = {ex.submit(primes_below, limit): i for i, limit in enumerate(limits)}
        for future in concurrent.futures.as_completed(futures):
            answer[futures[future]] = future.result()
    return [answer[i] for i in range(len(limits))]
