"""Knows better how often a heart beats.

Misconception: interval-ignored
"""

import os
import time
from multiprocessing import Process


def beat(path, interval):
    while True:
        with open(path, "a") as f:
            f.write(f"{os.getpid()}\n")
        time.sleep(0.1)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval), daemon=True)
    p.start()
    return p
