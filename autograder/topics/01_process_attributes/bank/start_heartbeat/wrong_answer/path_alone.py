"""Passes the path letter by letter.

Misconception: arguments-packed-wrongly
"""

import os
import time
from multiprocessing import Process


def beat(path, interval=0.05):
    while True:
        with open(path, "a") as f:
            f.write(f"{os.getpid()}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path), daemon=True)
    p.start()
    return p
