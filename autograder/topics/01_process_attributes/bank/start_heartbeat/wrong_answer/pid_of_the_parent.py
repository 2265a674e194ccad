"""Os.getpid() is called in start_heartbeat and handed over, so the lines name the parent.

Misconception: pid-of-the-parent
"""

import multiprocessing
import os
import time


def beat(path, interval, pid):
    while True:
        with open(path, "a") as file:
            file.write(f"{pid}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    heart = multiprocessing.Process(target=beat, args=(path, interval, os.getpid()), daemon=True)
    heart.start()
    return heart
