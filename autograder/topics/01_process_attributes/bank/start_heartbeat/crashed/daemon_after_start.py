"""Sets daemon after start.

Misconception: daemon-set-after-start
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
    p.daemon = True
    return p
