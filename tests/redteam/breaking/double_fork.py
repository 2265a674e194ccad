"""Leaves a daemon: forks twice, with a session of its own in between."""
import os
import time


def count_primes(limits, processes=2):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    return [0 for _ in limits]
