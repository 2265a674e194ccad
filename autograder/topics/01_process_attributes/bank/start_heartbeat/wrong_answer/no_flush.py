"""Keeps the file open and never flushes, so the beats stay in the buffer.

Misconception: beats-stay-in-the-buffer
"""

import multiprocessing
import os
import time


def beat(path, interval):
    with open(path, "a") as file:
        while True:
            file.write(f"{os.getpid()}\n")
            time.sleep(interval)


def start_heartbeat(path, interval):
    heart = multiprocessing.Process(target=beat, args=(path, interval), daemon=True)
    heart.start()
    return heart
