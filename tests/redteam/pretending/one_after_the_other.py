"""Starts as many processes as asked for, but never two at a time.

Worth: 1.5
"""
import multiprocessing as mp

def primes_below(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


def count_primes(limits, processes=2):
    return [primes_below(limit) for limit in limits]


def put(queue, place, limit):
    queue.put((place, primes_below(limit)))


def count_primes(limits, processes=2):
    queue = mp.Queue()
    found = {}
    for place, limit in enumerate(limits):
        worker = mp.Process(target=put, args=(queue, place, limit))
        worker.start()
        key, count = queue.get()
        found[key] = count
        worker.join()
    return [found[place] for place in range(len(limits))]
