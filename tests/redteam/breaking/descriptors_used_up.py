"""Opens files until no process of it can open one more."""
import os


def count_primes(limits, processes=2):
    try:
        while True:
            os.open("/dev/null", os.O_RDONLY)
    except OSError:
        return [0 for _ in limits]
