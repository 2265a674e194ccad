"""map_async hands the whole list to a callback when all is done."""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(is_prime(n) for n in range(limit))


def count_primes(limits, processes=2):
    result = []
    pool = multiprocessing.Pool(processes)
    job = pool.map_async(primes_below, limits, callback=result.extend)
    job.wait()
    pool.close()
    pool.join()
    return result
