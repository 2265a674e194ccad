"""Ask for everything first, then collect in the order of asking."""
import math
import multiprocessing as mp


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return len([n for n in range(2, limit) if is_prime(n)])


def count_primes(limits, processes=2):
    pool = mp.Pool(processes=processes)
    handles = []
    for limit in limits:
        handles.append(pool.apply_async(primes_below, args=(limit,)))
    pool.close()
    pool.join()
    return [h.get() for h in handles]
