"""An ordinary process.

Misconception: not-a-daemon
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
    p = Process(target=beat, args=(path, interval))
    p.start()
    return p
