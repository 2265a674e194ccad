"""A process for each limit, all at once.

Misconception: processes-ignored
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(place, limit, answers):
    answers.put((place, sum(is_prime(n) for n in range(limit))))


def count_primes(limits, processes=2):
    answers = multiprocessing.Queue()
    workers = []
    for place, limit in enumerate(limits):
        w = multiprocessing.Process(target=primes_below, args=(place, limit, answers))
        w.start()
        workers.append(w)
    counts = dict(answers.get() for w in workers)
    for w in workers:
        w.join()
    return [counts[place] for place in range(len(limits))]
