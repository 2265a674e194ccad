"""Calls run.

Misconception: run-instead-of-start
"""

import os
import time
from multiprocessing import Process


def beat(path, interval):
    while True:
        with open(path, "a") as f:
            f.write(f"{os.getpid()}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval), daemon=True)
    p.run()
    return p
