"""A daemon thread.

Misconception: thread-is-no-process
"""

import os
import threading
import time


def beat(path, interval):
    while True:
        with open(path, "a") as f:
            f.write(f"{os.getpid()}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    t = threading.Thread(target=beat, args=(path, interval), daemon=True)
    t.start()
    return t
