"""Stops itself, so that it neither goes on nor ends."""
import os
import signal


def count_primes(limits, processes=2):
    os.kill(os.getpid(), signal.SIGSTOP)
