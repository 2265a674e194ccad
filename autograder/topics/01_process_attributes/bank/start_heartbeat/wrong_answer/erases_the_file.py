"""Empties the file when the heart begins to beat.

Misconception: old-beats-erased
"""

import os
import time
from multiprocessing import Process


def beat(path, interval):
    with open(path, "w") as f:
        while True:
            f.write(f"{os.getpid()}\n")
            f.flush()
            time.sleep(interval)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval), daemon=True)
    p.start()
    return p
