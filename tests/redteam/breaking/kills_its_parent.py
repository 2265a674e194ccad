"""Kills its parent."""
import os
import signal


def count_primes(limits, processes=2):
    os.kill(os.getppid(), signal.SIGKILL)
    return [0 for _ in limits]
