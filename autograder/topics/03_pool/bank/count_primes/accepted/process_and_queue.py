"""No Pool at all: workers that take jobs from one queue and answer on another."""
import math
import multiprocessing


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def worker(jobs, answers):
    while True:
        job = jobs.get()
        if job is None:
            break
        place, limit = job
        answers.put((place, sum(is_prime(n) for n in range(limit))))


def count_primes(limits, processes=2):
    jobs = multiprocessing.Queue()
    answers = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=worker, args=(jobs, answers)) for _ in range(processes)
    ]
    for w in workers:
        w.start()
    for job in enumerate(limits):
        jobs.put(job)
    for _ in workers:
        jobs.put(None)
    counts = dict(answers.get() for _ in limits)
    for w in workers:
        w.join()
    return [counts[place] for place in range(len(limits))]
