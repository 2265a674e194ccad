"""Reads address 0."""
import ctypes


def count_primes(limits, processes=2):
    ctypes.string_at(0)
