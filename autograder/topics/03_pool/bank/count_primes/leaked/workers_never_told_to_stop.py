"""Workers wait for jobs for ever: nobody sends an end marker, nobody joins them.

Misconception: workers-never-told-to-stop
"""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def worker(jobs, answers):
    while True:
        place, limit = jobs.get()
        answers.put((place, sum(is_prime(n) for n in range(limit))))


def count_primes(limits, processes=2):
    jobs = multiprocessing.Queue()
    answers = multiprocessing.Queue()
    for _ in range(processes):
        multiprocessing.Process(target=worker, args=(jobs, answers), daemon=True).start()
    for place, limit in enumerate(limits):
        jobs.put((place, limit))
    counts = [0] * len(limits)
    for _ in limits:
        place, count = answers.get()
        counts[place] = count
    return counts
