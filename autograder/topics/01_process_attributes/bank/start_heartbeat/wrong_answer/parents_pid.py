"""Writes the pid of the parent.

Misconception: pid-of-the-parent
"""

import os
import time
from multiprocessing import Process


def beat(path, interval, pid):
    while True:
        with open(path, "a") as f:
            f.write(f"{pid}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval, os.getpid()), daemon=True)
    p.start()
    return p
