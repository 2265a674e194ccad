"""Ignores SIGTERM, SIGINT and all others that can be ignored, and stays."""
import signal
import time


def count_primes(limits, processes=2):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1)
