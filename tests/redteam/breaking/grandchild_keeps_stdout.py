"""A grandchild keeps the output open after everybody else has gone."""
import os
import time


def count_primes(limits, processes=2):
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
            while True:
                os.write(1, b".")
                time.sleep(0.1)
        os._exit(0)
    os._exit(0)
