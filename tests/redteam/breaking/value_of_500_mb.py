"""Returns half a gigabyte."""


def count_primes(limits, processes=2):
    return bytes(500_000_000)
