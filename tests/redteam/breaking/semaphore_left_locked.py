"""Leaves named semaphores behind, locked."""
import multiprocessing as mp


def count_primes(limits, processes=2):
    for _ in range(200):
        mp.Semaphore(1).acquire()
    open("/dev/shm/sem.redteam", "w").close()
    return [0 for _ in limits]
