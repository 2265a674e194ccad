"""Makes the process, and doesn't start it.

Misconception: no-process-started
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
    return Process(target=beat, args=(path, interval), daemon=True)
