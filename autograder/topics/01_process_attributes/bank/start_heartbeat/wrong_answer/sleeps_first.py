"""Sleeps before it beats.

Misconception: sleeps-before-the-first-beat
"""

import os
import time
from multiprocessing import Process


def beat(path, interval):
    while True:
        time.sleep(interval)
        with open(path, "a") as f:
            f.write(f"{os.getpid()}\n")


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval), daemon=True)
    p.start()
    return p
