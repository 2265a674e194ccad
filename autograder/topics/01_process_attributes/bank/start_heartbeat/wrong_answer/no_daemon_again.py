"""Forgets daemon=True, so the program that started the heart never ends.

Misconception: not-a-daemon
"""

import multiprocessing
import os
import time


def beat(path, interval):
    while True:
        with open(path, "a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    heart = multiprocessing.Process(target=beat, args=(path, interval))
    heart.start()
    return heart
