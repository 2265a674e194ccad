"""Leaves two hundred zombies."""
import os


def count_primes(limits, processes=2):
    for _ in range(200):
        if os.fork() == 0:
            os._exit(0)
    return [0 for _ in limits]
