"""Opens and closes the file for each beat."""

import os
import time
from multiprocessing import Process


def beat(path, interval):
    while True:
        with open(path, "a") as f:
            f.write(str(os.getpid()) + "\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    p = Process(target=beat, args=(path, interval), daemon=True)
    p.start()
    return p
