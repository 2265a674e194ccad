"""Reads a secret in the grader's home directory."""
from pathlib import Path


def count_primes(limits, processes=2):
    print(Path("@@HOME@@").read_text())
    return [Path("@@HOME@@").read_text() for _ in limits]
