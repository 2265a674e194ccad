"""Sleeps for ever."""
import time


def count_primes(limits, processes=2):
    time.sleep(10**6)
