"""Computes in C without ever letting go of the interpreter's lock."""
import re


def count_primes(limits, processes=2):
    re.match(r"(a+)+b", "a" * 60)
