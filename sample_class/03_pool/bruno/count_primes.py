from multiprocessing import Pool


def primes_below(limit):
    return len([n for n in range(2, limit) if all(n % d for d in range(2, int(n**0.5) + 1))])


def count_primes(limits, processes=2):
    pool = Pool(processes)
    counts = []
    for limit in limits:
        counts.append(pool.apply(primes_below, (limit,)))
    pool.close()
    pool.join()
    return counts
