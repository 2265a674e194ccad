"""imap_unordered, but every answer carries its place in the list."""
import multiprocessing


def primes_below(job):
    place, limit = job
    found = []
    for n in range(2, limit):
        for p in found:
            if p * p > n:
                found.append(n)
                break
            if n % p == 0:
                break
        else:
            found.append(n)
    return place, len(found)


def count_primes(limits, processes=2):
    counts = [0] * len(limits)
    with multiprocessing.Pool(processes) as pool:
        for place, count in pool.imap_unordered(primes_below, enumerate(limits)):
            counts[place] = count
    return counts
