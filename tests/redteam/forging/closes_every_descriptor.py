"""Closes every descriptor and opens others in their places."""
import os


def count_primes(limits, processes=2):
    os.closerange(3, 1024)
    for _ in range(50):
        os.open("/dev/null", os.O_RDWR)
    return [0 for _ in limits]
