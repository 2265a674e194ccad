"""A process for each limit, and each is waited for before the next one starts.

Misconception: start-then-join-each
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit, queue):
    queue.put(sum(is_prime(n) for n in range(limit)))


def count_primes(limits, processes=2):
    queue = multiprocessing.Queue()
    counts = []
    for limit in limits:
        p = multiprocessing.Process(target=primes_below, args=(limit, queue))
        p.start()
        p.join()
        counts.append(queue.get())
    return counts
