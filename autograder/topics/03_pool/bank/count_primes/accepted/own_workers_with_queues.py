import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    return sum(1 for n in range(limit) if is_prime(n))


def work(tasks, answers):
    for index, limit in iter(tasks.get, None):
        answers.put((index, primes_below(limit)))


def count_primes(limits, processes=2):
    """No pool: I wanted to see how one is made."""
    tasks = multiprocessing.Queue()
    answers = multiprocessing.Queue()
    team = [multiprocessing.Process(target=work, args=(tasks, answers)) for _ in range(processes)]
    for worker in team:
        worker.start()
    for task in enumerate(limits):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    counts = [0] * len(limits)
    for _ in limits:
        index, count = answers.get()
        counts[index] = count
    for worker in team:
        worker.join()
    return counts
