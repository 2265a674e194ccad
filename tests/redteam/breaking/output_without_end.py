"""Prints without end."""


def count_primes(limits, processes=2):
    while True:
        print("x" * 100_000)
