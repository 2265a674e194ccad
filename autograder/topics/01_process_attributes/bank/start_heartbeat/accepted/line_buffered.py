"""One open file, line by line; daemon as an attribute."""

import multiprocessing
import os
import time


def _heart(path, interval):
    with open(path, "a", buffering=1, encoding="ascii") as file:
        while True:
            print(os.getpid(), file=file)
            time.sleep(interval)


def start_heartbeat(path, interval):
    heart = multiprocessing.Process(target=_heart, kwargs={"path": path, "interval": interval})
    heart.daemon = True
    heart.name = "heart"
    heart.start()
    return heart
