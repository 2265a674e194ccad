"""One process for every n-th limit, with a pipe each."""
import math
from multiprocessing import Pipe, Process


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def count_some(limits, conn):
    conn.send([sum(1 for n in range(limit) if is_prime(n)) for limit in limits])
    conn.close()


def count_primes(limits, processes=2):
    counts = [None] * len(limits)
    running = []
    for k in range(processes):
        mine, theirs = Pipe()
        p = Process(target=count_some, args=(limits[k::processes], theirs))
        p.start()
        running.append((p, mine))
    for k, (p, conn) in enumerate(running):
        counts[k::processes] = conn.recv()
        p.join()
        conn.close()
    return counts
