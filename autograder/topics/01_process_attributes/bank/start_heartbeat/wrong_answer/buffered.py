"""Keeps the file open and never flushes.

Misconception: beats-stay-in-the-buffer
"""

import os
import time
from multiprocessing import Process


def beat(path, interval):
    with open(path, "a") as f:
        while True:
            f.write(f"{os.getpid()}\n")
            time.sleep(interval)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval), daemon=True)
    p.start()
    return p
